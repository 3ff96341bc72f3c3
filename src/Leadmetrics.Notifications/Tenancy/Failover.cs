namespace Leadmetrics.Notifications.Tenancy;

/// <summary>What a failure says of the provider that it happened at. Pure.</summary>
internal static class Failover
{
    // RFC 5321 section 3.8: the server closes the session, whatever was said. RFC 3463 section 3.4: a status of the mail system itself.
    private const int ServiceClosing = 421;
    private const string SystemStatus = "4.3.";

    /// <summary>Whether the next candidate may be tried: the account was called, the message surely reached nobody, and another account may do better. Never on a verdict about the message or its recipients, nor on what failed on our side.</summary>
    public static bool IsTheProvidersFault(EmailFailure failure) =>
        failure.Outcome != SendOutcome.Uncertain && failure.Phase is > SendPhase.Resolve and < SendPhase.DotSent && failure.Kind is not
            (FailureKind.RecipientRejected or FailureKind.SenderRejected or FailureKind.SenderNotAuthenticated or FailureKind.MessageRejected or FailureKind.TooLarge or FailureKind.LimitReached)
        && !IsVerdict(failure);

    /// <summary>Whether the account is broken for everybody: it was called and did not get as far as a message. Being asked to slow down is not that.</summary>
    public static bool IsBreak(EmailFailure failure) =>
        failure.Kind != FailureKind.Throttled && IsTheProvidersFault(failure) && (failure.Phase < SendPhase.Mail || failure.Kind is FailureKind.Authentication or FailureKind.NeedsReauthorization);

    /// <summary>Whether the account works although the message failed: its server judged a sender, a recipient or a message.</summary>
    public static bool IsWorking(EmailFailure failure) => failure.Phase >= SendPhase.Mail && failure.Response is not null && !IsTheProvidersFault(failure);

    // "Later" (4yz), said to one message's MAIL, RCPT or DATA, as greylisting does. An HTTP API's 500 or 503 is its service's trouble, not the message's.
    private static bool IsVerdict(EmailFailure failure) =>
        failure is { Phase: >= SendPhase.Mail, Kind: FailureKind.Unavailable or FailureKind.Timeout or FailureKind.Protocol, Response: { } response }
        && response.Code is >= 400 and < 500 and not ServiceClosing && response.EnhancedCode?.StartsWith(SystemStatus, StringComparison.Ordinal) != true;
}
