namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>The webhook of the platform's account.</summary>
/// <param name="TokenHash">SHA-256 of its token.</param>
/// <param name="PublicKey">The key that SendGrid signs with.</param>
internal sealed record PlatformWebhook(byte[] TokenHash, string PublicKey);
