using System.Net;
using Leadmetrics.Notifications.Providers.Ses;

namespace Leadmetrics.Notifications.Tests.Providers.Ses;

public sealed class SesClassifierTests
{
    private const string Sender = "app@example.com";

    [Theory]
    [InlineData(400, "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: app@example.com", FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Replied, "sender-not-verified")]
    [InlineData(400, "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: App@Example.com, jane@example.net", FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Replied, "sender-not-verified")]
    [InlineData(400, "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: jane@example.net", FailureKind.RecipientRejected, SendOutcome.Rejected, SendPhase.Replied, "recipient-not-verified")]
    [InlineData(400, "MessageRejected", "Email address is not verified.", FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Replied, "sender-not-verified")]
    [InlineData(400, "MessageRejected", "Transaction failed: the message contains a virus", FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, "message-refused")]
    [InlineData(400, "MessageRejected", "Sending suspended for this account.", FailureKind.Configuration, SendOutcome.Rejected, SendPhase.Auth, "account-disabled")]
    [InlineData(400, "BadRequestException", "Missing required header 'From'.", FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null)]
    [InlineData(400, "BadRequestException", "Message length is more than 41943040 bytes long: '41943041'.", FailureKind.TooLarge, SendOutcome.Rejected, SendPhase.Replied, "message-too-large")]
    [InlineData(400, "MailFromDomainNotVerifiedException", "", FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Replied, "ses-mail-from")]
    [InlineData(400, "AccountSuspendedException", "", FailureKind.Configuration, SendOutcome.Rejected, SendPhase.Auth, "account-disabled")]
    [InlineData(400, "SendingPausedException", "Sending is paused.", FailureKind.Configuration, SendOutcome.Rejected, SendPhase.Auth, "ses-sending-paused")]
    [InlineData(404, "NotFoundException", "Configuration set <x> does not exist.", FailureKind.Configuration, SendOutcome.Rejected, SendPhase.Auth, "ses-configuration-set")]
    [InlineData(400, "BadRequestException", "Configuration set <x> does not exist.", FailureKind.Configuration, SendOutcome.Rejected, SendPhase.Auth, "ses-configuration-set")]
    [InlineData(403, "UnrecognizedClientException", "The security token included in the request is invalid.", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "ses-access-key")]
    [InlineData(403, "InvalidClientTokenId", "", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "ses-access-key")]
    [InlineData(403, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided.", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "ses-secret-key")]
    [InlineData(403, "SignatureDoesNotMatch", "", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "ses-secret-key")]
    [InlineData(403, "InvalidSignatureException", "Credential should be scoped to a valid region, not 'us-east-9'.", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "ses-region")]
    [InlineData(403, "InvalidSignatureException", "Signature expired: 20260301T000000Z is now earlier than 20260301T001000Z", FailureKind.Authentication, SendOutcome.Deferred, SendPhase.Auth, "ses-clock")]
    [InlineData(403, "SignatureDoesNotMatch", "Signature not yet current: 20260301T001500Z is still later than 20260301T000500Z", FailureKind.Authentication, SendOutcome.Deferred, SendPhase.Auth, "ses-clock")]
    [InlineData(403, "RequestTimeTooSkewed", "", FailureKind.Authentication, SendOutcome.Deferred, SendPhase.Auth, "ses-clock")]
    [InlineData(403, "ExpiredTokenException", "The security token included in the request is expired", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "ses-token-expired")]
    [InlineData(403, "AccessDeniedException", "User is not authorized to perform `ses:SendRawEmail' on resource", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "ses-permission")]
    [InlineData(403, "", "<html>blocked</html>", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, null)]
    [InlineData(413, "", "", FailureKind.TooLarge, SendOutcome.Rejected, SendPhase.Replied, "message-too-large")]
    [InlineData(429, "TooManyRequestsException", "Too many requests", FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Mail, "server-busy")]
    [InlineData(429, "", "", FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Mail, "server-busy")]
    [InlineData(400, "LimitExceededException", "Daily message quota exceeded.", FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Mail, "provider-limit-reached")]
    [InlineData(400, "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: The App <app@example.com>, jane@example.net", FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Replied, "sender-not-verified")]
    [InlineData(400, "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: webapp@example.com", FailureKind.RecipientRejected, SendOutcome.Rejected, SendPhase.Replied, "recipient-not-verified")]
    [InlineData(400, "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: jane@example.net, app@example.com.example.org", FailureKind.RecipientRejected, SendOutcome.Rejected, SendPhase.Replied, "recipient-not-verified")]
    [InlineData(500, "InternalServiceErrorException", "", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null)]
    [InlineData(500, "InternalFailure", "", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null)]
    [InlineData(500, "", "<html>proxy</html>", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null)]
    [InlineData(503, "", "", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null)]
    [InlineData(503, "ServiceUnavailableException", "", FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Mail, "server-busy")]
    [InlineData(503, "ThrottlingException", "Rate exceeded", FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Mail, "server-busy")]
    [InlineData(503, "ServiceUnavailable", "", FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Mail, "server-busy")]
    [InlineData(502, "", "<html>", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null)]
    [InlineData(504, "", "", FailureKind.Timeout, SendOutcome.Uncertain, SendPhase.DotSent, null)]
    [InlineData(408, "", "", FailureKind.Timeout, SendOutcome.Uncertain, SendPhase.DotSent, null)]
    [InlineData(599, "", "", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null)]
    [InlineData(404, "", "<html>", FailureKind.Protocol, SendOutcome.Deferred, SendPhase.Replied, "ses-unreachable")]
    [InlineData(302, "", "", FailureKind.Protocol, SendOutcome.Deferred, SendPhase.Replied, "ses-unreachable")]
    [InlineData(418, "", "", FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null)]
    public void Each_answer_has_its_kind_outcome_phase_and_remedy(int status, string type, string message, FailureKind kind, SendOutcome outcome, SendPhase phase, string? remedy)
    {
        var verdict = SesClassifier.Classify((HttpStatusCode)status, new SesError(type, message), Sender, null);

        Assert.Equal((kind, outcome, phase, remedy), (verdict.Kind, verdict.Outcome, SesClassifier.PhaseOf(verdict), (verdict.Remedy ?? SesClassifier.RemedyOf(verdict))?.Code));
    }

    [Theory]
    [InlineData("ses-secret-key", "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException")]
    [InlineData("ses-clock", "RequestTimeTooSkewed", "RequestExpired")]
    [InlineData("ses-access-key", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "MissingAuthenticationToken", "MissingAuthenticationTokenException")]
    [InlineData("ses-token-expired", "ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired")]
    [InlineData("ses-permission", "AccessDeniedException", "AccessDenied", "NotAuthorized", "OptInRequired", "SubscriptionRequiredException")]
    [InlineData("account-disabled", "AccountSuspendedException")]
    [InlineData("ses-sending-paused", "SendingPausedException", "AccountSendingPausedException", "ConfigurationSetSendingPausedException")]
    [InlineData("ses-configuration-set", "NotFoundException", "ConfigurationSetDoesNotExistException", "ConfigurationSetDoesNotExist")]
    [InlineData("ses-mail-from", "MailFromDomainNotVerifiedException")]
    [InlineData("server-busy", "TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling", "ThrottledException", "RequestLimitExceeded", "ServiceUnavailable", "ServiceUnavailableException")]
    [InlineData("message-refused", "MessageRejected", "MessageRejectedException", "BadRequestException")]
    public void An_errors_name_decides_whatever_the_status(string remedy, params string[] names)
    {
        foreach (var name in names)
        {
            var verdict = SesClassifier.Classify(HttpStatusCode.GatewayTimeout, new SesError(name, "It is spam."), Sender, null);

            Assert.Equal((name, remedy), (name, (verdict.Remedy ?? SesClassifier.RemedyOf(verdict))?.Code));
        }
    }

    [Theory]
    [InlineData("Maximum sending rate exceeded.", null, 1)]
    [InlineData("Daily message quota exceeded.", null, 3600)]
    [InlineData("Daily message quota exceeded.", 7, 7)]
    [InlineData("Rate exceeded", null, null)]
    [InlineData("Rate exceeded", 9, 9)]
    public void Throttling_tells_when_to_come_back(string message, int? said, int? seconds)
    {
        var verdict = SesClassifier.Classify(HttpStatusCode.TooManyRequests, new SesError("TooManyRequestsException", message), Sender, said is { } wait ? TimeSpan.FromSeconds(wait) : null);

        Assert.Equal(seconds is { } expected ? TimeSpan.FromSeconds(expected) : null, verdict.RetryAfter);
    }

    [Theory]
    [InlineData("MessageRejected:http://internal.amazon.com/x", """{"message":"why"}""", "MessageRejected", "why")]
    [InlineData(null, """{"__type":"com.amazonaws.ses#BadRequestException","Message":"why"}""", "BadRequestException", "why")]
    [InlineData(null, """{"__type":"BadRequestException"}""", "BadRequestException", """{"__type":"BadRequestException"}""")]
    [InlineData("A b\tc", "{}", "", "{}")]
    [InlineData(null, "<html>two\r\n\u0007lines</html>", "", "<html>two lines</html>")]
    [InlineData(null, """{"__type":5,"message":null}""", "", """{"__type":5,"message":null}""")]
    [InlineData(null, """{"message":"half \ud83d"}""", "", """{"message":"half \ud83d"}""")]
    [InlineData(null, "[]", "", "[]")]
    [InlineData(null, "", "", "")]
    public void An_error_is_read_from_header_and_body_whatever_they_hold(string? header, string body, string type, string message) => Assert.Equal(new SesError(type, message), SesError.Read(header, body));
}
