using System.Net;
using Leadmetrics.Notifications.Providers.SendGrid;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

public sealed class SendGridClassifierTests
{
    /// <summary>Status, body, kind, outcome, phase, remedy.</summary>
    public static TheoryData<int, string, FailureKind, SendOutcome, SendPhase, string?> Answers => new()
    {
        { 400, Of("personalizations.0.to.0.email"), FailureKind.RecipientRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("personalizations.0.cc.12.email"), FailureKind.RecipientRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("personalizations.0.bcc.1.email", "personalizations.0.to.3.email"), FailureKind.RecipientRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("personalizations.0.to.0.email", "subject"), FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("from.email"), FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("from"), FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("personalizations.0.from.email"), FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("reply_to.email"), FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("personalizations.0.custom_args"), FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, Of("content"), FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, """{"errors":[]}""", FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, """{"errors":[5,{"message":"x"}]}""", FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 400, "Bad Request", FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 401, "", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "wrong-api-key" },
        { 401, "Maximum credits exceeded", FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Auth, "sendgrid-credits-exceeded" },
        { 403, "", FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "missing-mail-send-scope" },
        { 403, "The from address does not match a verified Sender Identity.", FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Auth, "sender-not-verified" },
        { 404, "", FailureKind.Configuration, SendOutcome.Rejected, SendPhase.Auth, "sendgrid-wrong-region" },
        { 405, "", FailureKind.Protocol, SendOutcome.Rejected, SendPhase.Auth, "sendgrid-unreachable" },
        { 406, "", FailureKind.Protocol, SendOutcome.Rejected, SendPhase.Auth, "sendgrid-unreachable" },
        { 408, "", FailureKind.Timeout, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { 413, "", FailureKind.TooLarge, SendOutcome.Rejected, SendPhase.Replied, "message-too-large" },
        { 415, "", FailureKind.Protocol, SendOutcome.Rejected, SendPhase.Auth, "sendgrid-unreachable" },
        { 429, "", FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Mail, "server-busy" },
        { 500, Of("x"), FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Mail, "server-busy" },
        { 500, "", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { 500, """{"message":"upstream"}""", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { 502, "", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { 503, """{"errors":[]}""", FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Mail, "server-busy" },
        { 503, "<html>busy</html>", FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { 504, "", FailureKind.Timeout, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { 418, "", FailureKind.MessageRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { 302, "", FailureKind.Protocol, SendOutcome.Deferred, SendPhase.Replied, "sendgrid-unreachable" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_to_mail_has_its_kind_outcome_phase_and_remedy(int status, string body, FailureKind kind, SendOutcome outcome, SendPhase phase, string? remedy)
    {
        var failure = SendGridFailures.Of((HttpStatusCode)status, body, null, isMail: true);

        Assert.Equal((kind, outcome, phase, remedy, status), (failure.Kind, failure.Outcome, failure.Phase, failure.Remedy?.Code, failure.Response!.Code));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Nothing_is_uncertain_where_no_mail_was_posted(int status, string body, FailureKind kind, SendOutcome outcome, SendPhase phase, string? remedy)
    {
        _ = (phase, remedy);
        var failure = SendGridFailures.Of((HttpStatusCode)status, body, null, isMail: false);

        Assert.Equal((kind, outcome == SendOutcome.Uncertain ? SendOutcome.Deferred : outcome, SendPhase.Auth), (failure.Kind, failure.Outcome, failure.Phase));
    }

    [Theory]
    [InlineData("personalizations.0.to.0.email", 0)]
    [InlineData("personalizations.999.subject", 999)]
    [InlineData("personalizations.7", 7)]
    [InlineData("personalizations", null)]
    [InlineData("personalizations.x.to", null)]
    [InlineData("personalizations.-1.to", null)]
    [InlineData("personalizations.99999999999.to", null)]
    [InlineData("subject", null)]
    [InlineData(null, null)]
    public void A_field_tells_which_mail_of_a_batch_it_is_about(string? field, int? index) => Assert.Equal(index, new SendGridError(field, "x").Personalization);

    [Fact]
    public void What_an_error_document_says_is_told_by_field_and_anything_else_as_it_is()
    {
        Assert.Equal("a: is bad; is worse", SendGridClassifier.Describe("""{"errors":[{"message":"is bad","field":"a","help":null},{"message":"is worse","field":null}]}"""));
        Assert.Equal("<html>", SendGridClassifier.Describe("<html>"));
        Assert.Equal("{\"errors\":5}", SendGridClassifier.Describe("{\"errors\":5}"));
    }

    private static string Of(params string[] fields) => $$"""{"errors":[{{string.Join(',', fields.Select(field => $$"""{"message":"is wrong","field":"{{field}}","help":null}"""))}}]}""";
}
