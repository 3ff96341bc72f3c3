using System.Text;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Probing;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

public sealed class SmtpVerificationTests
{
    private static CancellationToken Cancel => Accounts.Cancel;

    [Fact]
    public async Task Verify_authenticates_and_sends_nothing()
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            options.Capabilities.Auth.Add("PLAIN");
            options.Users["jane"] = "right";
            options.Tls = ScriptedTls.StartTls;
        });
        var report = await Accounts.Build(server.Port, """{"user":"jane","pass":"right"}""").Provider.VerifyAsync(Cancel);

        Assert.Equal((true, "ok"), (report.Passed, report.Summary));
        Assert.Equal(Enum.GetValues<VerificationStage>(), report.Stages.Select(stage => stage.Stage));
        Assert.Equal(StageOutcome.NotProvable, report.Stages[^1].Outcome);
        Assert.All(report.Stages.SkipLast(1), stage => Assert.Equal(StageOutcome.Passed, stage.Outcome));
        Assert.Equal("jane", Assert.Single(server.Connections).AuthenticatedUser);
        Assert.Equal(["EHLO", "STARTTLS", "EHLO", "AUTH", "QUIT"], server.Commands.Select(command => command.Verb));
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Verify_on_a_bad_host_propagates()
    {
        var server = ScriptedSmtpServer.Start();
        await server.DisposeAsync();
        var report = await FailAsync(Accounts.Build(server.Port));

        Assert.Equal((FailureKind.Connect, "connect", "connection-refused", "Connection refused."), (report.Failure!.Kind, report.Summary, report.Failure.Remedy!.Code, report.Failure.Message));
        Assert.Equal(VerificationStage.Connect, FailedStage(report));
    }

    [Fact]
    public async Task Verify_with_a_wrong_password_fails_at_auth()
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            options.Capabilities.Auth.Add("PLAIN");
            options.Users["jane"] = "right";
        });
        var report = await FailAsync(Accounts.Build(server.Port, """{"user":"jane","pass":"hunter2"}"""));

        Assert.Equal(("auth", VerificationStage.Auth, 535), (report.Summary, FailedStage(report), report.Failure!.Response!.Code));
        Assert.DoesNotContain(report.Stages.SelectMany(stage => stage.Facts.Values), fact => fact.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_greeting_that_refuses_is_told_by_its_code_and_kept_in_the_report()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Greeting, SmtpFault.Reply("554 db7.internal says no"));
        var report = await FailAsync(Accounts.Build(server.Port));

        Assert.Equal(("The server refused the connection with code 554 (at the greeting).", "db7.internal says no"), (report.Failure!.Message, report.Failure.Response!.Text));
        Assert.Equal("554 db7.internal says no", report.Stages.Single(stage => stage.Stage == VerificationStage.Greeting).Facts["greeting"]);
    }

    [Theory]
    [InlineData("expired", "certificate-expired")]
    [InlineData("not yet valid", "certificate-not-yet-valid")]
    [InlineData("wrong name", "certificate-wrong-name")]
    [InlineData("unknown issuer", "certificate-untrusted")]
    public async Task Each_fault_of_a_certificate_has_its_own_remedy(string certificate, string remedy)
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            options.Tls = ScriptedTls.Implicit;
            options.Certificate = certificate switch
            {
                "expired" => TestCertificates.Shared.Expired,
                "not yet valid" => TestCertificates.Shared.NotYetValid,
                "wrong name" => TestCertificates.Shared.WrongName,
                _ => TestCertificates.Shared.UnknownIssuer,
            };
        });
        var report = await FailAsync(Accounts.Build(server.Port, """{"secure":true}"""));

        Assert.Equal(("tls", VerificationStage.Tls, remedy), (report.Summary, FailedStage(report), report.Failure!.Remedy!.Code));
    }

    [Theory]
    [InlineData("10.0.0.1", "blocked", VerificationStage.Policy)]
    [InlineData("8.8.8.8,127.0.0.1", "blocked", VerificationStage.Policy)]
    [InlineData("", "dns", VerificationStage.Dns)]
    public async Task What_the_policy_denies_is_told_to_the_operator_by_reason_and_to_the_tenant_as_blocked(string answers, string summary, VerificationStage stage)
    {
        var addresses = answers.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(System.Net.IPAddress.Parse).ToArray();
        var policy = new EgressPolicy(new EgressOptions(), (_, _) => Task.FromResult(addresses));
        var built = Build("""{"host":"mail.example.com","fromAddress":"a@example.com"}""", new SmtpEnvironment(policy, TimeProvider.System));
        var report = await FailAsync(built);

        Assert.Equal((summary, stage), (report.Summary, FailedStage(report)));
        Assert.DoesNotContain("10.0.0.1", report.Failure!.Message, StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => built.Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel));
        Assert.Equal(summary == "blocked" ? FailureKind.Blocked : FailureKind.Dns, failure.Kind);
    }

    [Fact]
    public async Task An_answer_that_changes_between_the_report_and_the_dial_is_blocked_at_connect()
    {
        var asked = 0;
        var policy = new EgressPolicy(new EgressOptions(), (_, _) => Task.FromResult(new[] { System.Net.IPAddress.Parse(asked++ == 0 ? "8.8.8.8" : "127.0.0.1") }));
        var report = await FailAsync(Build("""{"host":"mail.example.com","fromAddress":"a@example.com"}""", new SmtpEnvironment(policy, TimeProvider.System)));

        Assert.Equal(("blocked", 2), (report.Summary, asked));
        Assert.Equal(VerificationStage.Connect, FailedStage(report));
    }

    [Fact]
    public async Task A_resolver_that_never_answers_ends_at_the_deadline_as_dns()
    {
        var clock = new ExpiringClock();
        var asked = new TaskCompletionSource();
        var policy = new EgressPolicy(new EgressOptions(), async (_, token) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return [];
        });
        var verifying = FailAsync(Build("""{"host":"mail.example.com","fromAddress":"a@example.com"}""", new SmtpEnvironment(policy, clock)));
        await asked.Task.WaitAsync(Cancel);
        clock.Expire();

        Assert.Equal("dns", (await verifying).Summary);
    }

    [Fact]
    public async Task A_caller_that_cancels_hears_of_a_cancellation()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Greeting, SmtpFault.Silence);
        using var cancel = new CancellationTokenSource();
        var verifying = Accounts.Build(server.Port).Provider.VerifyAsync(cancel.Token);
        await server.WaitForConnectionsAsync(1, Cancel);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
    }

    private static BuiltProvider Build(string config, SmtpEnvironment environment)
    {
        var account = SmtpAccount.Read(Encoding.UTF8.GetBytes(config), environment, out _);
        var transport = new SharedTransport(new SocketSmtpTransport.Factory().Create(account.Connection, account.Pool));
        return new BuiltProvider(new SmtpProvider(account, transport, new SmtpVerification(environment)), account.Sender.Address, account.Fingerprint(), [], transport);
    }

    private static VerificationStage FailedStage(VerificationReport report) => Assert.Single(report.Stages, stage => stage.Outcome == StageOutcome.Failed).Stage;

    private static async Task<VerificationReport> FailAsync(BuiltProvider built) =>
        (await Assert.ThrowsAsync<EmailVerificationException>(() => built.Provider.VerifyAsync(Cancel))).Report;
}
