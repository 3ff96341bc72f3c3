using System.Net;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Maps SendGrid's answers to kinds. Pure.</summary>
internal static class SendGridClassifier
{
    public static ReplyVerdict Classify(HttpStatusCode status, string body, TimeSpan? retryAfter) => status switch
    {
        HttpStatusCode.BadRequest => new ReplyVerdict(KindOf(SendGridError.Read(body)), SendOutcome.Rejected),
        HttpStatusCode.Unauthorized when body.Contains("credits exceeded", StringComparison.OrdinalIgnoreCase) => new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, retryAfter, Remedies.SendGridCreditsExceeded),
        HttpStatusCode.Unauthorized => new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected, Remedy: Remedies.WrongApiKey),
        HttpStatusCode.Forbidden when body.Contains("from address", StringComparison.OrdinalIgnoreCase) || body.Contains("sender identity", StringComparison.OrdinalIgnoreCase) =>
            new ReplyVerdict(FailureKind.SenderRejected, SendOutcome.Rejected, Remedy: Remedies.SenderNotVerified),
        HttpStatusCode.Forbidden => new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected, Remedy: Remedies.MissingMailSendScope),
        HttpStatusCode.NotFound => new ReplyVerdict(FailureKind.Configuration, SendOutcome.Rejected, Remedy: Remedies.SendGridWrongRegion),

        // Of the request itself, which is the same for every mail: whoever answers is not the API that we speak.
        HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable or HttpStatusCode.UnsupportedMediaType => new ReplyVerdict(FailureKind.Protocol, SendOutcome.Rejected),
        HttpStatusCode.RequestEntityTooLarge => new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected),
        HttpStatusCode.TooManyRequests => new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, retryAfter),

        // These come from a gateway, which does not know what became of the mail behind it.
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => new ReplyVerdict(FailureKind.Timeout, SendOutcome.Uncertain, retryAfter),

        // In SendGrid's own form it is SendGrid that failed or is not available, and says so of the request that it did not take. SendGrid's reference promises a JSON body with
        // every error; an answer without it may be a proxy's, given after the mail was passed on.
        HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable when SendGridError.Read(body) is not null => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred, retryAfter),
        >= HttpStatusCode.InternalServerError => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Uncertain, retryAfter),
        >= HttpStatusCode.BadRequest => new ReplyVerdict(FailureKind.MessageRejected, SendOutcome.Rejected),

        // A redirect, which is not followed: somebody between us and SendGrid answered, and took nothing.
        _ => new ReplyVerdict(FailureKind.Protocol, SendOutcome.Deferred, retryAfter),
    };

    /// <summary>What errors that name fields are about: the recipients where all are, the sender where one is, else the message.</summary>
    public static FailureKind KindOf(IReadOnlyList<SendGridError>? errors)
    {
        if (errors is not { Count: > 0 }) return FailureKind.MessageRejected;
        if (errors.All(error => error.IsOfRecipient)) return FailureKind.RecipientRejected;
        return errors.Any(error => error.IsOfSender) ? FailureKind.SenderRejected : FailureKind.MessageRejected;
    }

    /// <summary>What can be done where the answer itself did not say it.</summary>
    public static Remedy? RemedyOf(ReplyVerdict verdict) => verdict switch
    {
        { Outcome: SendOutcome.Uncertain } => null,
        { Kind: FailureKind.Dns or FailureKind.Connect or FailureKind.Timeout or FailureKind.Protocol } => Remedies.SendGridUnreachable,
        { Kind: FailureKind.Tls } => Remedies.TlsIntercepted,
        { Kind: FailureKind.Throttled or FailureKind.Unavailable } => Remedies.ServerBusy,
        { Kind: FailureKind.TooLarge } => Remedies.MessageTooLarge,
        _ => null,
    };

    /// <summary>How far the mail came: what was refused before SendGrid took it is another provider's to try, a verdict on the mail is nobody's.</summary>
    public static SendPhase PhaseOf(HttpStatusCode status, SendOutcome outcome) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => SendPhase.Auth,
        HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable or HttpStatusCode.UnsupportedMediaType => SendPhase.Auth,
        HttpStatusCode.TooManyRequests => SendPhase.Mail,
        HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable when outcome == SendOutcome.Deferred => SendPhase.Mail,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => SendPhase.DotSent,
        _ => SendPhase.Replied,
    };

    /// <summary>What an error body says, <c>field: message</c> for each of its errors; the body itself where it is not one.</summary>
    public static string Describe(string body) =>
        ServerText.Sanitize(SendGridError.Read(body) is { } errors ? string.Join("; ", errors.Select(error => error.Describe())) : body);
}
