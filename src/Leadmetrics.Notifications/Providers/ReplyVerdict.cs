namespace Leadmetrics.Notifications.Providers;

/// <summary>What a classifier makes of a server's answer.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Outcome"><see cref="SendOutcome.Rejected"/> or <see cref="SendOutcome.Deferred"/>.</param>
/// <param name="RetryAfter">How long the server asks us to wait.</param>
/// <param name="Remedy">What a tenant admin can do.</param>
internal readonly record struct ReplyVerdict(FailureKind Kind, SendOutcome Outcome, TimeSpan? RetryAfter = null, Remedy? Remedy = null);
