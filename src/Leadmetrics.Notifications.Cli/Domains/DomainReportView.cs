using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.Cli.Domains;

/// <summary>Shows what was found of a domain, and tells the exit code.</summary>
internal static class DomainReportView
{
    public static ExitCode Show(Terminal terminal, DomainReport report)
    {
        foreach (var (title, section) in Sections(report)) Show(terminal, title, section);
        terminal.Say(Verdict(report));
        terminal.Result(ToJson(report));
        return report.Outcome switch
        {
            DomainOutcome.Failed => ExitCode.Failed,
            DomainOutcome.Unknown => ExitCode.Configuration,
            _ => ExitCode.Done,
        };
    }

    private static void Show(Terminal terminal, string title, DomainSection section)
    {
        terminal.Say($"{title} {section.Name}: {Word(section.Outcome)}");
        foreach (var record in section.Records) terminal.Say($"  {record}");
        foreach (var (name, value) in section.Facts) terminal.Say($"  {name}: {value}");
        foreach (var finding in section.Findings) terminal.Say($"  {Words.Of(finding.Severity)} {finding.Remedy.Code}: {finding.Remedy.Sentence}{(finding.Detail is null ? "" : $" [{finding.Detail}]")}");
        terminal.Say("");
    }

    private static string Verdict(DomainReport report) => report.Outcome switch
    {
        DomainOutcome.Passed => $"Passed: {report.Domain} is set up well.",
        DomainOutcome.Warning => $"Passed with warnings: {report.Domain} could be set up better.",
        DomainOutcome.Unknown => $"Unknown: DNS did not answer for all of {report.Domain}.",
        _ => $"Failed: mail of {report.Domain} will be refused or taken for spam.",
    };

    private static string Word(DomainOutcome outcome) => outcome == DomainOutcome.Failed ? "FAILED" : Words.Of(outcome);

    private static IEnumerable<(string Title, DomainSection Section)> Sections(DomainReport report) =>
        [("SPF", report.Spf), .. report.Dkim.Select(section => ("DKIM", section)), ("DMARC", report.Dmarc), ("MX", report.Mx)];

    private static JsonObject ToJson(DomainReport report) => new()
    {
        ["domain"] = report.Domain,
        ["outcome"] = Words.Of(report.Outcome),
        ["spf"] = ToJson(report.Spf),
        ["dkim"] = new JsonArray([.. report.Dkim.Select(ToJson)]),
        ["dmarc"] = ToJson(report.Dmarc),
        ["mx"] = ToJson(report.Mx),
    };

    private static JsonObject ToJson(DomainSection section)
    {
        var facts = new JsonObject();
        foreach (var (name, value) in section.Facts) facts[name] = value;
        return new JsonObject
        {
            ["name"] = section.Name,
            ["outcome"] = Words.Of(section.Outcome),
            ["records"] = new JsonArray([.. section.Records.Select(record => JsonValue.Create(record))]),
            ["facts"] = facts,
            ["findings"] = new JsonArray([.. section.Findings.Select(ToJson)]),
        };
    }

    private static JsonObject ToJson(DomainFinding finding) => new()
    {
        ["code"] = finding.Remedy.Code,
        ["severity"] = Words.Of(finding.Severity),
        ["sentence"] = finding.Remedy.Sentence,
        ["detail"] = finding.Detail,
    };
}
