using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Maps SendGrid's answers to kinds. Pure.</summary>
internal static class SendGridClassifier
{
    public static ReplyVerdict Classify(HttpStatusCode status, string body, TimeSpan? retryAfter) => status switch
    {
        HttpStatusCode.Unauthorized when body.Contains("credits exceeded", StringComparison.OrdinalIgnoreCase) => new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, retryAfter, Remedies.SendGridCreditsExceeded),
        HttpStatusCode.Unauthorized => new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected, Remedy: Remedies.WrongApiKey),
        HttpStatusCode.Forbidden when body.Contains("from address", StringComparison.OrdinalIgnoreCase) || body.Contains("sender identity", StringComparison.OrdinalIgnoreCase) =>
            new ReplyVerdict(FailureKind.SenderRejected, SendOutcome.Rejected, Remedy: Remedies.SenderNotVerified),
        HttpStatusCode.Forbidden => new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected, Remedy: Remedies.MissingMailSendScope),
        HttpStatusCode.RequestEntityTooLarge => new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected),
        HttpStatusCode.TooManyRequests => new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, retryAfter),

        // These come from a gateway, which does not know what became of the mail behind it.
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => new ReplyVerdict(FailureKind.Timeout, SendOutcome.Uncertain, retryAfter),
        HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred, retryAfter),
        >= HttpStatusCode.InternalServerError => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Uncertain, retryAfter),
        >= HttpStatusCode.BadRequest => new ReplyVerdict(FailureKind.MessageRejected, SendOutcome.Rejected),

        // A redirect, which is not followed: somebody between us and SendGrid answered, and took nothing.
        _ => new ReplyVerdict(FailureKind.Protocol, SendOutcome.Deferred, retryAfter),
    };

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
    public static SendPhase PhaseOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => SendPhase.Auth,
        HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable => SendPhase.Mail,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => SendPhase.DotSent,
        _ => SendPhase.Replied,
    };

    /// <summary>What an error body says, <c>field: message</c> for each of its errors; the body itself where it is not one.</summary>
    public static string Describe(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array) return ServerText.Sanitize(body);
            return ServerText.Sanitize(string.Join("; ", errors.EnumerateArray().Select(Describe)));
        }
        catch (JsonException)
        {
            return ServerText.Sanitize(body);
        }
    }

    private static string Describe(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object) return error.ToString();
        var message = error.TryGetProperty("message", out var text) ? text.ToString() : "";
        return error.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String ? $"{field}: {message}" : message;
    }
}
