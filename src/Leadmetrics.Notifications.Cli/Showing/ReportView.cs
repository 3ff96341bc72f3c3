using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Shows what a verification found.</summary>
internal static class ReportView
{
    public static void Show(Terminal terminal, VerificationReport report, string title)
    {
        if (terminal.Screen() is { } screen)
        {
            ReportScreen.Draw(screen, report, title);
            return;
        }

        var listing = new Listing("STAGE", "OUTCOME", "TIME", "FOUND");
        foreach (var stage in report.Stages)
        {
            var ran = stage.Outcome is StageOutcome.Passed or StageOutcome.Failed;
            listing.Add(Name(stage.Stage), Outcome(stage.Outcome), ran ? Words.Milliseconds(stage.Duration) : "", string.Join("; ", stage.Facts.Select(fact => $"{fact.Key}: {fact.Value}")));
        }

        if (report.Stages.Count > 0) terminal.Show(listing);
        terminal.Say(report.Failure is null ? "Passed. No mail was sent." : $"Failed: {report.Failure.Message}");
        if (report.Failure?.Remedy is { } remedy) terminal.Say(remedy.Sentence);
        if (report.Advice is { } advice) terminal.Say(advice.Sentence);
    }

    public static JsonObject ToJson(VerificationReport report) => new()
    {
        ["passed"] = report.Passed,
        ["summary"] = report.Summary,
        ["stages"] = new JsonArray([.. report.Stages.Select(ToJson)]),
        ["failure"] = report.Failure is { } failure ? FailureView.ToJson(failure) : null,
        ["advice"] = report.Advice is { } advice ? new JsonObject { ["code"] = advice.Code, ["sentence"] = advice.Sentence } : null,
    };

    private static JsonObject ToJson(StageResult stage)
    {
        var facts = new JsonObject();
        foreach (var (name, value) in stage.Facts) facts[name] = value;
        return new JsonObject
        {
            ["stage"] = Words.Of(stage.Stage),
            ["outcome"] = Words.Of(stage.Outcome),
            ["milliseconds"] = Math.Round(stage.Duration.TotalMilliseconds, 3),
            ["facts"] = facts,
        };
    }

    /// <summary>A stage for people, as the standards write it.</summary>
    public static string Name(VerificationStage stage) => stage switch
    {
        VerificationStage.Dns => "DNS",
        VerificationStage.Tls => "TLS",
        VerificationStage.Ehlo => "EHLO",
        VerificationStage.Auth => "AUTH",
        _ => stage.ToString(),
    };

    /// <summary>An outcome for people.</summary>
    public static string Outcome(StageOutcome outcome) => outcome switch
    {
        StageOutcome.NotProvable => "not provable without sending",
        StageOutcome.Skipped => "skipped",
        StageOutcome.Passed => "passed",
        _ => "FAILED",
    };
}
