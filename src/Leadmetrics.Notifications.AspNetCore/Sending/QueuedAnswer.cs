namespace Leadmetrics.Notifications.AspNetCore.Sending;

/// <summary>A mail that was queued, under a known key the first one.</summary>
internal sealed record QueuedAnswer(Guid Id);
