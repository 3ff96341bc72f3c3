using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Tests.Diagnosis;

public sealed class TenantOutcomeTests
{
    /// <summary>Kind, phase, and what is told of them.</summary>
    public static TheoryData<FailureKind, SendPhase, TenantOutcome> Failures => new()
    {
        { FailureKind.Blocked, SendPhase.Connect, TenantOutcome.Blocked },
        { FailureKind.Blocked, SendPhase.Resolve, TenantOutcome.Blocked },
        { FailureKind.Dns, SendPhase.Connect, TenantOutcome.Dns },
        { FailureKind.Connect, SendPhase.Connect, TenantOutcome.Connect },
        { FailureKind.Timeout, SendPhase.Connect, TenantOutcome.Connect },
        { FailureKind.Unavailable, SendPhase.Connect, TenantOutcome.Connect },
        { FailureKind.Unavailable, SendPhase.Resolve, TenantOutcome.Connect },
        { FailureKind.Tls, SendPhase.Tls, TenantOutcome.Tls },
        { FailureKind.Timeout, SendPhase.Tls, TenantOutcome.Tls },
        { FailureKind.Unavailable, SendPhase.Tls, TenantOutcome.Tls },
        { FailureKind.Authentication, SendPhase.Auth, TenantOutcome.Auth },
        { FailureKind.NeedsReauthorization, SendPhase.Auth, TenantOutcome.Auth },
        { FailureKind.Timeout, SendPhase.Greeting, TenantOutcome.Protocol },
        { FailureKind.Unavailable, SendPhase.Greeting, TenantOutcome.Protocol },
        { FailureKind.Protocol, SendPhase.Greeting, TenantOutcome.Protocol },
        { FailureKind.Throttled, SendPhase.Auth, TenantOutcome.Protocol },
        { FailureKind.Configuration, SendPhase.Resolve, TenantOutcome.Configuration },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_has_one_coarse_result(FailureKind kind, SendPhase phase, TenantOutcome outcome)
    {
        var report = new VerificationReport([]) { Failure = Failure(kind, phase) };

        Assert.Equal((outcome, outcome.ToString().ToLowerInvariant()), (report.TenantOutcome, report.Summary));
    }

    [Fact]
    public void Every_failure_has_a_word_of_the_list()
    {
        string[] words = ["blocked", "dns", "connect", "tls", "auth", "protocol", "configuration"];

        Assert.Equal("ok", new VerificationReport([]).Summary);
        Assert.Equal(words.Append("ok").Order(), Enum.GetValues<TenantOutcome>().Select(outcome => outcome.ToWord()).Order());
        Assert.All(
            from kind in Enum.GetValues<FailureKind>() from phase in Enum.GetValues<SendPhase>() select Failure(kind, phase),
            failure => Assert.Contains(new VerificationReport([]) { Failure = failure }.Summary, words));
    }

    [Fact]
    public void A_tenants_report_keeps_stages_kind_sentence_and_remedy_and_nothing_that_was_measured_or_heard()
    {
        var failure = Failure(FailureKind.Tls, SendPhase.Tls) with { Remedy = Remedies.CertificateExpired, Response = new ServerResponse(454, "4.7.0", "db7.internal says no") };
        var report = new VerificationReport(
        [
            new StageResult(VerificationStage.Connect, StageOutcome.Passed, TimeSpan.FromMilliseconds(7)) { Facts = new Dictionary<string, string> { ["endpoint"] = "10.9.8.7:587" } },
            new StageResult(VerificationStage.Tls, StageOutcome.Failed, TimeSpan.FromMilliseconds(9)) { Facts = new Dictionary<string, string> { ["subject"] = "CN=db7.internal" } },
        ])
        { Failure = failure };

        var told = report.ForTenant();

        Assert.Equal(report.Stages.Select(stage => (stage.Stage, stage.Outcome, TimeSpan.Zero, 0)), told.Stages.Select(stage => (stage.Stage, stage.Outcome, stage.Duration, stage.Facts.Count)));
        Assert.Equal(failure with { Response = null }, told.Failure);
        Assert.Equal(report.TenantOutcome, told.TenantOutcome);
        Assert.Equal(7, report.Stages[0].Duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData(SendPhase.Connect, false)]
    [InlineData(SendPhase.Greeting, false)]
    [InlineData(SendPhase.Tls, false)]
    [InlineData(SendPhase.Auth, true)]
    [InlineData(SendPhase.Rcpt, true)]
    public void A_servers_words_are_told_from_authentication_on(SendPhase phase, bool told) =>
        Assert.Equal(told, (Failure(FailureKind.Unavailable, phase) with { Response = new ServerResponse(550, null, "No") }).ForTenant().Response is not null);

    [Fact]
    public void A_passed_report_is_told_as_passed() => Assert.Equal((true, "ok"), new VerificationReport([]).ForTenant() is var told ? (told.Passed, told.Summary) : default);

    private static EmailFailure Failure(FailureKind kind, SendPhase phase) => new() { Kind = kind, Phase = phase, Outcome = SendOutcome.Deferred, Message = "It failed." };
}
