namespace Leadmetrics.Notifications.Providers.Posting;

/// <summary>What an HTTP request that got no answer says of a mail. Pure.</summary>
internal static class HttpBreak
{
    public static ReplyVerdict Judge(HttpRequestException broken, bool hasLeft) => (broken.HttpRequestError, hasLeft) switch
    {
        (_, true) => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Uncertain),
        (HttpRequestError.NameResolutionError, _) => new ReplyVerdict(FailureKind.Dns, SendOutcome.Deferred),
        (HttpRequestError.SecureConnectionError, _) => new ReplyVerdict(FailureKind.Tls, SendOutcome.Deferred),
        (HttpRequestError.ConnectionError, _) => new ReplyVerdict(FailureKind.Connect, SendOutcome.Deferred),
        _ => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred),
    };

    public static SendPhase PhaseOf(HttpRequestException broken, bool hasLeft) =>
        hasLeft ? SendPhase.DotSent : broken.HttpRequestError == HttpRequestError.SecureConnectionError ? SendPhase.Tls : SendPhase.Connect;

    /// <summary>One sentence about it.</summary>
    /// <param name="broken">What broke.</param>
    /// <param name="service">The service's name, as a sentence begins with it.</param>
    public static string Sentence(HttpRequestException broken, string service) => broken.HttpRequestError switch
    {
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
}
