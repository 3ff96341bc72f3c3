namespace Leadmetrics.Notifications.Providers.Posting;

/// <summary>What an HTTP request that got no answer, or lost it, says of a mail. Pure.</summary>
internal static class HttpBreak
{
    /// <summary>Whether an exception says something of the mail: once it left, whatever handlers of the host threw; before that, what HTTP itself did, or a deadline.</summary>
    public static bool IsJudged(Exception broken, bool hasLeft, CancellationToken cancellationToken) =>
        hasLeft || broken is HttpRequestException || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    public static ReplyVerdict Judge(Exception broken, bool hasLeft) => (ErrorOf(broken), hasLeft) switch
    {
        _ when broken is OperationCanceledException => new ReplyVerdict(FailureKind.Timeout, hasLeft ? SendOutcome.Uncertain : SendOutcome.Deferred),
        (_, true) => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Uncertain),
        (HttpRequestError.NameResolutionError, _) => new ReplyVerdict(FailureKind.Dns, SendOutcome.Deferred),
        (HttpRequestError.SecureConnectionError, _) => new ReplyVerdict(FailureKind.Tls, SendOutcome.Deferred),
        (HttpRequestError.ConnectionError, _) => new ReplyVerdict(FailureKind.Connect, SendOutcome.Deferred),
        _ => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred),
    };

    public static SendPhase PhaseOf(Exception broken, bool hasLeft) =>
        hasLeft ? SendPhase.DotSent : ErrorOf(broken) == HttpRequestError.SecureConnectionError ? SendPhase.Tls : SendPhase.Connect;

    /// <summary>One sentence about it.</summary>
    /// <param name="broken">What broke.</param>
    /// <param name="service">The service's name, as a sentence begins with it.</param>
    public static string Sentence(Exception broken, string service) => ErrorOf(broken) switch
    {
        _ when broken is OperationCanceledException => $"{service} did not answer in time.",
        HttpRequestError.NameResolutionError => $"{service}'s name does not resolve.",
        HttpRequestError.SecureConnectionError => $"The TLS handshake with {service} failed.",
        _ => $"{service} cannot be reached.",
    };

    /// <summary>An exception of ours that the HTTP client wrapped.</summary>
    public static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var at = exception; at is not null; at = at.InnerException!)
        {
            if (at is T found) return found;
        }

        return null;
    }

    private static HttpRequestError? ErrorOf(Exception broken) => (broken as HttpRequestException)?.HttpRequestError;
}
