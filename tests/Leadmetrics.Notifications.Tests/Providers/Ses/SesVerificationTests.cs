using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.Ses;

public sealed class SesVerificationTests
{
    private static CancellationToken Cancel => Hosted.Cancel;

    [Theory]
    [InlineData("app@example.com")]
    [InlineData("example.com")]
    public async Task Verify_asks_for_account_and_identity_and_sends_no_mail(string identity)
    {
        await using var fake = FakeSes.Start();
        fake.Identities[identity] = true;
        await using var hosted = new Hosted(fake.BaseAddress);
        var report = await hosted.Provider.VerifyAsync(Cancel);

        Assert.Equal((true, "ok", null), (report.Passed, report.Summary, report.Advice));
        Assert.Equal([(VerificationStage.Auth, StageOutcome.Passed), (VerificationStage.Sender, StageOutcome.Passed)], report.Stages.Select(stage => (stage.Stage, stage.Outcome)));
        Assert.Equal(("HEALTHY", "no"), (report.Stages[0].Facts["enforcement"], report.Stages[0].Facts["sandbox"]));
        Assert.All(fake.Requests, request => Assert.Equal(("GET", true), (request.Method, request.IsSigned)));
        Assert.Equal("/v2/email/identities/app%40example.com", fake.Requests[1].Path);
    }

    [Fact]
    public async Task A_domain_above_the_senders_covers_it()
    {
        await using var fake = FakeSes.Start();
        fake.Identities["example.com"] = true;
        await using var hosted = new Hosted(fake.BaseAddress, configure: config => config with { FromAddress = "app@mail.eu.example.com" });

        Assert.Equal(StageOutcome.Passed, (await hosted.Provider.VerifyAsync(Cancel)).Stages[1].Outcome);
        Assert.Equal(["app%40mail.eu.example.com", "mail.eu.example.com", "example.com"], fake.Requests.Skip(1).Select(request => request.Path.Split('/')[^1]));
    }

    [Theory]
    [InlineData("a.b.c.d.example.com", "example.com", StageOutcome.Passed)]
    [InlineData("a.b.c.d.example.com", "c.d.example.com", StageOutcome.Passed)]
    [InlineData("a.b.c.d.example.com", "b.c.d.example.com", StageOutcome.NotProvable)]
    [InlineData("b.c.d.example.com", "c.d.example.com", StageOutcome.Passed)]
    [InlineData("example.com", "example.com", StageOutcome.Passed)]
    public async Task A_deep_domain_is_asked_for_from_both_ends_and_what_was_not_asked_is_not_provable(string domain, string verified, StageOutcome outcome)
    {
        await using var fake = FakeSes.Start();
        fake.Identities[verified] = true;
        await using var hosted = new Hosted(fake.BaseAddress, configure: config => config with { FromAddress = "app@" + domain });
        var report = await hosted.Provider.VerifyAsync(Cancel);

        Assert.Equal((true, null, outcome), (report.Passed, report.Advice, report.Stages[1].Outcome));
        Assert.InRange(fake.Requests.Count, 2, 6);
    }

    [Theory]
    [InlineData(StageOutcome.Passed, null, "app@example.com")]
    [InlineData(StageOutcome.NotProvable, "ses-test-permission", "app@example.com", "example.com")]
    [InlineData(StageOutcome.NotProvable, "ses-test-permission", "example.com")]
    public async Task An_identity_that_may_not_be_looked_at_does_not_hide_the_others(StageOutcome outcome, string? advice, params string[] denied)
    {
        await using var fake = FakeSes.Start();
        fake.Identities["example.com"] = true;
        foreach (var identity in denied) fake.DeniedIdentities.Add(identity);
        await using var hosted = new Hosted(fake.BaseAddress);
        var report = await hosted.Provider.VerifyAsync(Cancel);

        Assert.Equal((true, advice, outcome), (report.Passed, report.Advice?.Code, report.Stages[1].Outcome));
    }

    [Theory]
    [InlineData("example.org", true)]
    [InlineData("app@example.com", false)]
    public async Task A_sender_that_is_not_verified_fails_with_what_to_do(string identity, bool verified)
    {
        await using var fake = FakeSes.Start();
        fake.Identities[identity] = verified;
        await using var hosted = new Hosted(fake.BaseAddress);
        var failed = await Assert.ThrowsAsync<EmailVerificationException>(() => hosted.Provider.VerifyAsync(Cancel));

        Assert.Equal((FailureKind.SenderRejected, "sender-not-verified"), (failed.Failure.Kind, failed.Failure.Remedy?.Code));
        Assert.Equal([StageOutcome.Passed, StageOutcome.Failed], failed.Report.Stages.Select(stage => stage.Outcome));
    }

    [Fact]
    public async Task The_sandbox_passes_with_advice_that_a_tenant_sees()
    {
        await using var fake = FakeSes.Start();
        fake.InSandbox = true;
        await using var hosted = new Hosted(fake.BaseAddress);
        var report = await hosted.Provider.VerifyAsync(Cancel);

        Assert.Equal((true, "ses-sandbox", "ses-sandbox"), (report.Passed, report.Advice?.Code, report.ForTenant().Advice?.Code));
        Assert.Equal("yes", report.Stages[0].Facts["sandbox"]);
    }

    [Theory]
    [InlineData("ses:GetAccount", StageOutcome.Passed)]
    [InlineData("ses:GetEmailIdentity", StageOutcome.NotProvable)]
    public async Task A_key_that_may_send_and_not_look_passes_with_advice(string denied, StageOutcome sender)
    {
        await using var fake = FakeSes.Start();
        fake.DeniedActions.Add(denied);
        await using var hosted = new Hosted(fake.BaseAddress);
        var report = await hosted.Provider.VerifyAsync(Cancel);

        Assert.Equal((true, "ses-test-permission", sender), (report.Passed, report.Advice?.Code, report.Stages[1].Outcome));
    }

    [Theory]
    [InlineData("paused", "configuration", "ses-sending-paused")]
    [InlineData("stopped", "configuration", "account-disabled")]
    [InlineData("secret", "auth", "ses-secret-key")]
    [InlineData("key", "auth", "ses-access-key")]
    public async Task Verify_fails_where_the_account_may_not_send(string how, string summary, string remedy)
    {
        await using var fake = FakeSes.Start();
        if (how == "paused") fake.SendingEnabled = false;
        if (how == "stopped") fake.EnforcementStatus = "SHUTDOWN";
        if (how == "secret") fake.SecretAccessKey = "other";
        if (how == "key") fake.AccessKeyId = "AKIAOTHEROTHEROTHER0";
        await using var hosted = new Hosted(fake.BaseAddress);
        var failed = await Assert.ThrowsAsync<EmailVerificationException>(() => hosted.Provider.VerifyAsync(Cancel));

        Assert.Equal((summary, remedy, VerificationStage.Auth), (failed.Report.Summary, failed.Failure.Remedy?.Code, failed.Report.Stages[0].Stage));
        Assert.Equal(0, fake.CountSends());
    }

    [Theory]
    [InlineData(200, "<html>", "protocol", "ses-unreachable")]
    [InlineData(200, "[]", "protocol", "ses-unreachable")]
    [InlineData(404, "<html>", "protocol", "ses-unreachable")]
    [InlineData(429, "", "protocol", "server-busy")]
    [InlineData(502, "", "protocol", "server-busy")]
    [InlineData(504, "", "protocol", "ses-unreachable")]
    public async Task Whatever_answers_in_the_place_of_ses_is_explained_and_never_uncertain(int status, string body, string summary, string remedy)
    {
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Status(status, body));
        await using var hosted = new Hosted(fake.BaseAddress);
        var failed = await Assert.ThrowsAsync<EmailVerificationException>(() => hosted.Provider.VerifyAsync(Cancel));

        Assert.Equal((summary, remedy, SendOutcome.Deferred), (failed.Report.Summary, failed.Failure.Remedy?.Code, failed.Failure.Outcome));
    }

    [Fact]
    public async Task Verify_propagates_a_host_that_is_not_there()
    {
        await using var nowhere = new Hosted(SendGrid.Hosted.Nowhere);
        var unreachable = await Assert.ThrowsAsync<EmailVerificationException>(() => nowhere.Provider.VerifyAsync(Cancel));

        Assert.Equal(("connect", "ses-unreachable", VerificationStage.Connect), (unreachable.Report.Summary, unreachable.Failure.Remedy!.Code, unreachable.Report.Stages[0].Stage));
    }

    [Fact]
    public async Task Verify_ends_at_its_deadline()
    {
        var clock = new ExpiringClock();
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Hang);
        await using var hosted = new Hosted(fake.BaseAddress, time: clock);
        var verifying = hosted.Provider.VerifyAsync(Cancel);
        await fake.WaitForRequestsAsync(1, Cancel);
        clock.Expire();

        Assert.Equal(FailureKind.Timeout, (await Assert.ThrowsAsync<EmailVerificationException>(() => verifying)).Failure.Kind);
    }
}
