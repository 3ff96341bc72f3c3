using System.Net;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>Maps Amazon's answers to kinds. Pure.</summary>
/// <remarks>
/// The error's name decides, and its words where one name means several things; the status where there is no name. A 5xx is deferred only by a name that says nothing was
/// done (ServiceUnavailable, Throttling…); InternalFailure says that Amazon does not know, and one without a name, like 408, comes from something in between, which does not know
/// what became of the mail behind it.
/// </remarks>
internal static class SesClassifier
{
    // What stands behind "Maximum sending rate exceeded" is renewed by the second, the daily quota rolls over 24 hours.
    private static readonly TimeSpan RatePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuotaPause = TimeSpan.FromHours(1);

    /// <param name="status">The answer's status.</param>
    /// <param name="error">What it says.</param>
    /// <param name="sender">The address that sends: of the identities that are not verified it is told from recipients.</param>
    /// <param name="retryAfter">The header Retry-After.</param>
    public static ReplyVerdict Classify(HttpStatusCode status, SesError error, string sender, TimeSpan? retryAfter) =>
        ByName(error, sender, retryAfter) ?? ByStatus(status, error, retryAfter);

    /// <summary>What can be done where the answer itself did not say it.</summary>
    public static Remedy? RemedyOf(ReplyVerdict verdict) => verdict switch
    {
        { Outcome: SendOutcome.Uncertain } => null,
        { Kind: FailureKind.Dns or FailureKind.Connect or FailureKind.Timeout or FailureKind.Protocol } => Remedies.SesUnreachable,
        { Kind: FailureKind.Tls } => Remedies.TlsIntercepted,
        { Kind: FailureKind.Throttled or FailureKind.Unavailable } => Remedies.ServerBusy,
        { Kind: FailureKind.TooLarge } => Remedies.MessageTooLarge,
        _ => null,
    };

    /// <summary>How far the mail came: what was refused before Amazon looked at it is another provider's to try, a verdict on the mail is nobody's.</summary>
    public static SendPhase PhaseOf(ReplyVerdict verdict) => verdict switch
    {
        { Outcome: SendOutcome.Uncertain } => SendPhase.DotSent,
        { Kind: FailureKind.Authentication or FailureKind.Configuration } => SendPhase.Auth,
        { Kind: FailureKind.Throttled or FailureKind.Unavailable } => SendPhase.Mail,
        _ => SendPhase.Replied,
    };

    private static ReplyVerdict? ByName(SesError error, string sender, TimeSpan? retryAfter) => error.Type switch
    {
        "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" or "RequestExpired" or "IncompleteSignature" or "IncompleteSignatureException" => OfSignature(error),
        "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidAccessKeyId" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" => Refused(Remedies.SesAccessKey),
        "ExpiredTokenException" or "ExpiredToken" or "TokenRefreshRequired" => Refused(Remedies.SesTokenExpired),
        "AccessDeniedException" or "AccessDenied" or "NotAuthorized" or "OptInRequired" or "SubscriptionRequiredException" => Refused(Remedies.SesPermission),
        "AccountSuspendedException" => Configuration(Remedies.AccountDisabled),
        "SendingPausedException" or "AccountSendingPausedException" or "ConfigurationSetSendingPausedException" => Configuration(Remedies.SesSendingPaused),
        "NotFoundException" or "ConfigurationSetDoesNotExistException" or "ConfigurationSetDoesNotExist" => Configuration(Remedies.SesConfigurationSet),
        "MailFromDomainNotVerifiedException" => new ReplyVerdict(FailureKind.SenderRejected, SendOutcome.Rejected, Remedy: Remedies.SesMailFrom),
        "TooManyRequestsException" or "LimitExceededException" or "ThrottlingException" or "Throttling" or "ThrottledException" or "RequestLimitExceeded" => OfThrottling(error, retryAfter),
        "ServiceUnavailable" or "ServiceUnavailableException" => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred, retryAfter),
        "MessageRejected" or "MessageRejectedException" or "BadRequestException" => OfMessage(error, sender),
        _ => null,
    };

    private static ReplyVerdict ByStatus(HttpStatusCode status, SesError error, TimeSpan? retryAfter) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Refused(error.Type.Length == 0 ? null : Remedies.SesPermission),
        HttpStatusCode.RequestEntityTooLarge => new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected),
        HttpStatusCode.TooManyRequests => OfThrottling(error, retryAfter),
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => new ReplyVerdict(FailureKind.Timeout, SendOutcome.Uncertain, retryAfter),
        >= HttpStatusCode.InternalServerError => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Uncertain, retryAfter),

        // No such address: what answers is not the API.
        HttpStatusCode.NotFound => new ReplyVerdict(FailureKind.Protocol, SendOutcome.Deferred, retryAfter),
        >= HttpStatusCode.BadRequest => new ReplyVerdict(FailureKind.MessageRejected, SendOutcome.Rejected),

        // A redirect, which is not followed: somebody between us and Amazon answered, and took nothing.
        _ => new ReplyVerdict(FailureKind.Protocol, SendOutcome.Deferred, retryAfter),
    };

    // A clock that is wrong is the host's: the mail and the key are sound, and a later try may do.
    private static ReplyVerdict OfSignature(SesError error)
    {
        if (error.Type is "RequestTimeTooSkewed" or "RequestExpired" || Has(error, "signature expired", "not yet current")) return new ReplyVerdict(FailureKind.Authentication, SendOutcome.Deferred, Remedy: Remedies.SesClock);
        return Refused(Has(error, "scoped to a valid region", "scoped to correct") ? Remedies.SesRegion : Remedies.SesSecretKey);
    }

    private static ReplyVerdict OfThrottling(SesError error, TimeSpan? retryAfter)
    {
        if (Has(error, "daily message quota", "daily sending quota", "24 hour")) return new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, retryAfter ?? QuotaPause, Remedies.ProviderLimitReached);
        return new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, retryAfter ?? (Has(error, "maximum sending rate") ? RatePause : null));
    }

    private static ReplyVerdict OfMessage(SesError error, string sender)
    {
        if (Has(error, "address is not verified", "domain is not verified")) return OfIdentities(error, sender);
        if (Has(error, "sending suspended", "sending paused", "account has been suspended")) return Configuration(Remedies.AccountDisabled);
        if (Has(error, "configuration set") && Has(error, "does not exist", "is disabled")) return Configuration(Remedies.SesConfigurationSet);
        if (Has(error, "message length is more than", "maximum message size", "message too long", "exceeds the maximum size")) return new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected);
        return new ReplyVerdict(FailureKind.MessageRejected, SendOutcome.Rejected, Remedy: Has(error, "spam", "virus", "malicious", "harmful") ? Remedies.MessageRefusedAsSpam : null);
    }

    // "… The following identities failed the check in region EU-WEST-1: one, two": in the sandbox recipients are checked as the sender is.
    private static ReplyVerdict OfIdentities(SesError error, string sender)
    {
        var at = error.Message.LastIndexOf(": ", StringComparison.Ordinal);
        string[] listed = at < 0 ? [] : [.. error.Message[(at + 2)..].Split(", ").Select(Bare)];
        var isSender = !Array.Exists(listed, one => one.Contains('@', StringComparison.Ordinal)) || listed.Contains(sender, StringComparer.OrdinalIgnoreCase);
        return isSender
            ? new ReplyVerdict(FailureKind.SenderRejected, SendOutcome.Rejected, Remedy: Remedies.SenderNotVerified)
            : new ReplyVerdict(FailureKind.RecipientRejected, SendOutcome.Rejected, Remedy: Remedies.RecipientNotVerified);
    }

    // From is listed with its name, as the header has it.
    private static string Bare(string listed) => listed.EndsWith('>') ? listed[(listed.LastIndexOf('<') + 1)..^1] : listed;

    private static ReplyVerdict Refused(Remedy? remedy) => new(FailureKind.Authentication, SendOutcome.Rejected, Remedy: remedy);

    private static ReplyVerdict Configuration(Remedy remedy) => new(FailureKind.Configuration, SendOutcome.Rejected, Remedy: remedy);

    private static bool Has(SesError error, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (error.Message.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
