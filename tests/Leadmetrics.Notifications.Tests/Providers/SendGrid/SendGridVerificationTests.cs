using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

public sealed class SendGridVerificationTests
{
    private static CancellationToken Cancel => Hosted.Cancel;

    [Fact]
    public async Task Verify_ends_at_its_deadline()
    {
        var clock = new ExpiringClock();
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Hang);
        await using var hosted = new Hosted(fake.BaseAddress, time: clock);
        var verifying = hosted.Provider.VerifyAsync(Cancel);
        await fake.WaitForRequestsAsync(1, Cancel);
        clock.Expire();

        var failed = await Assert.ThrowsAsync<EmailVerificationException>(() => verifying);
        Assert.Equal((FailureKind.Timeout, SendOutcome.Deferred), (failed.Failure.Kind, failed.Failure.Outcome));
    }

    [Fact]
    public async Task Verify_asks_for_the_scopes_and_sends_no_mail()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var report = await hosted.Provider.VerifyAsync(Cancel);

        Assert.Equal((true, "ok"), (report.Passed, report.Summary));
        Assert.Equal([(VerificationStage.Auth, StageOutcome.Passed), (VerificationStage.Sender, StageOutcome.NotProvable)], report.Stages.Select(stage => (stage.Stage, stage.Outcome)));
        Assert.Equal("GET /v3/scopes: 200", Assert.Single(fake.Requests).ToString());
    }

    [Theory]
    [InlineData(401, "{}", "auth", "wrong-api-key")]
    [InlineData(403, "{}", "auth", "missing-mail-send-scope")]
    [InlineData(200, """{"scopes":["mail.batch.create"]}""", "auth", "missing-mail-send-scope")]
    [InlineData(200, """{"scopes":[5,null]}""", "auth", "missing-mail-send-scope")]
    [InlineData(200, "[]", "auth", "missing-mail-send-scope")]
    [InlineData(200, "<html>", "auth", "missing-mail-send-scope")]
    [InlineData(401, """{"errors":[{"message":"Maximum credits exceeded"}]}""", "protocol", "sendgrid-credits-exceeded")]
    [InlineData(429, "", "protocol", "server-busy")]
    [InlineData(500, "", "protocol", "server-busy")]
    [InlineData(502, "", "protocol", "server-busy")]
    [InlineData(504, "", "protocol", "sendgrid-unreachable")]
    [InlineData(302, "", "protocol", "sendgrid-unreachable")]
    public async Task Verify_fails_where_the_key_may_not_send(int status, string body, string summary, string remedy)
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Status(status, body));
        await using var hosted = new Hosted(fake.BaseAddress);
        var failed = await Assert.ThrowsAsync<EmailVerificationException>(() => hosted.Provider.VerifyAsync(Cancel));

        Assert.Equal((summary, remedy), (failed.Report.Summary, failed.Failure.Remedy?.Code));
        Assert.Equal(0, fake.Count("/v3/mail/send"));
    }

    [Fact]
    public async Task Verify_propagates_a_host_that_is_not_there_and_an_answer_that_is_cut_off()
    {
        await using var nowhere = new Hosted(Hosted.Nowhere);
        var unreachable = await Assert.ThrowsAsync<EmailVerificationException>(() => nowhere.Provider.VerifyAsync(Cancel));
        Assert.Equal(("connect", "sendgrid-unreachable"), (unreachable.Report.Summary, unreachable.Failure.Remedy!.Code));

        await using var server = new CutAnswer("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"scopes\"");
        await using var cut = new Hosted(server.Address);
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<EmailVerificationException>(() => cut.Provider.VerifyAsync(Cancel))).Failure.Kind);
    }
}
