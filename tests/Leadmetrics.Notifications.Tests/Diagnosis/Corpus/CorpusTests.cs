using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Every misconfiguration that is known gets its own remedy, in time, and gives nothing away.</summary>
public sealed class CorpusTests
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Names => [.. CorpusRun.All.Select(setUp => setUp.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_broken_set_up_is_explained(string name)
    {
        var setUp = CorpusRun.All.Single(setUp => setUp.Name == name);
        var outcome = await CorpusRun.OfAsync(name);
        var report = outcome.Report;
        TestContext.Current.TestOutputHelper?.WriteLine($"took {outcome.Took.TotalSeconds:0.00} s");
        var failed = report.Stages.Single(stage => stage.Outcome == StageOutcome.Failed);

        Assert.Equal((setUp.Stage, setUp.Kind, setUp.Remedy), (failed.Stage, report.Failure!.Kind, report.Failure.Remedy?.Code));
        Assert.Empty(outcome.Offences);
        Assert.InRange(outcome.Took, TimeSpan.Zero, Promise);
        Assert.DoesNotContain(Street.Password, string.Join(' ', report.Describe(), report.Failure.Message, report.Failure.Response?.Text), StringComparison.Ordinal);
    }

    [Fact]
    public void The_corpus_knows_each_remedy_that_a_verification_of_SMTP_can_give()
    {
        var seen = CorpusRun.All.Select(setUp => setUp.Remedy).ToHashSet();
        var known = typeof(Remedies).GetProperties().Where(property => property.PropertyType == typeof(Remedy)).Select(property => ((Remedy)property.GetValue(null)!).Code);

        Assert.Equal(NotOfSmtp.Order(StringComparer.Ordinal), known.Where(code => !seen.Contains(code)).Order(StringComparer.Ordinal));
    }

    // Of settings, of the APIs of SendGrid and Amazon SES, of tokens (their own tests), and of messages, which no verification sends.
    private static readonly string[] NotOfSmtp =
    [
        "connections-in-use", "dkim-key-short", "dkim-not-aligned", "host-has-port", "host-has-spaces", "host-holds-user", "host-is-address", "host-is-inbox",
        "host-is-mx", "host-is-url", "host-is-web", "larger-than-limit", "message-refused", "message-too-large", "missing-mail-send-scope", "oauth-client-refused", "recipients-suppressed",
        "oauth-endpoint-unreachable", "oauth-reauthorize", "password-has-spaces", "password-is-iam-secret", "password-is-no-app-password", "password-not-taken",
        "platform-limit-reached", "port-is-for-relay", "port-is-inbox", "port-is-web", "port-not-offered", "port-unusual", "sender-domain-blocklisted",
        "sender-of-another-provider", "sendgrid-unreachable", "sending-limit-reached",
        "ses-access-key", "ses-clock", "ses-configuration-set", "ses-mail-from", "ses-permission", "ses-region", "ses-sandbox", "ses-secret-key", "ses-sending-paused",
        "ses-session-token", "ses-smtp-password", "ses-test-permission", "ses-token-expired", "ses-unreachable", "unknown-property", "user-is-fixed", "user-wants-full-address",
        "sendgrid-key-form", "sendgrid-wrong-region", "webhook-not-applied",
    ];
}
