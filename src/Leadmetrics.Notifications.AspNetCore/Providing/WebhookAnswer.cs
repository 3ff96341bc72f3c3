namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>A provider's new webhook.</summary>
/// <param name="Token">The token in its address; shown this once.</param>
/// <param name="Path">The path behind the one that <c>MapNotificationsWebhooks</c> was given.</param>
internal sealed record WebhookAnswer(string Token, string Path);
