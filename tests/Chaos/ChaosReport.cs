using System.Globalization;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;

namespace Leadmetrics.Chaos;

/// <summary>What a run did, and what it found: plain lines.</summary>
internal sealed record ChaosReport
{
    private const int MostFindings = 40;
    private const double FewestLooksPerMinute = 15;

    public required ChaosOptions Options { get; init; }

    public required string Store { get; init; }

    public required TimeSpan Took { get; init; }

    public required IReadOnlyDictionary<string, int> Troubles { get; init; }

    public required Outcome Outcome { get; init; }

    public required int WorkersStarted { get; init; }

    /// <summary>How often a tenant was paused and looked at.</summary>
    public required int Pauses { get; init; }

    public required Watcher Watcher { get; init; }

    public required int PerMinute { get; init; }

    public required LimitCheck Limits { get; init; }

    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>A run that tried nothing finds nothing: names what makes it one.</summary>
    public void CheckItself(Findings findings)
    {
        if (Outcome.Receipts.Count == 0) findings.Add("nothing arrived at all");
        if (Watcher.Looks < FewestLooksPerMinute * Options.Minutes) findings.Add($"live mails were looked at {Watcher.Looks} times only");

        // What a killed worker had counted, and did not send, counts all the same.
        if (Limits.MostPerMinute < PerMinute / 2) findings.Add($"the limit of {PerMinute} a minute was never come near: at most {Limits.MostPerMinute} arrived");
    }

    public IEnumerable<string> Lines()
    {
        yield return $"The run: seed {Options.Seed}, {Took.TotalMinutes:F1} minutes, {Store}. What was done, and how often:";
        foreach (var (name, times) in Troubles.OrderByDescending(made => made.Value).ThenBy(made => made.Key, StringComparer.Ordinal)) yield return string.Create(CultureInfo.InvariantCulture, $"{times,7}  {name}");
        yield return $"{Troubles.Values.Sum(),7}  in all";
        yield return "What came of it:";
        foreach (var (name, value) in Figures()) yield return $"  {name,-10} {value}";
        if (Findings.Count == 0)
        {
            yield return $"chaos: clean, seed {Options.Seed}";
            yield break;
        }

        yield return "What was found:";
        foreach (var finding in Findings.Take(MostFindings)) yield return $"VIOLATION {finding}";
        if (Findings.Count > MostFindings) yield return $"... and {Findings.Count - MostFindings} more";
        yield return $"chaos: {Findings.Count} violations, seed {Options.Seed}; once more: ./dev chaos {Options.Again}";
    }

    private static string Counts<T>(IEnumerable<T> kinds)
        where T : notnull => string.Join(", ", kinds.GroupBy(kind => kind).OrderBy(kind => kind.Key).Select(kind => $"{kind.Count()} {kind.Key}"));

    private IEnumerable<(string Name, string Value)> Figures()
    {
        var calls = Outcome.Ledger.ToLookup(entry => entry.Fate);
        yield return ("enqueued", $"{Outcome.Messages.Count} mails by {Outcome.Ledger.Count} calls: {calls[Fate.Acknowledged].Count()} acknowledged, {calls[Fate.RolledBack].Count()} rolled back, {calls[Fate.Unknown].Count()} without an answer");
        var arrived = Outcome.Receipts.Select(receipt => receipt.MessageId).Distinct().Count();
        var reasons = Outcome.Attempts.Count(attempt => attempt.ExplainsCopy);
        yield return ("sent", $"{arrived} mails arrived, {CopyCheck.Count(Outcome)} further copies; {reasons} tries are recorded that may have made one");
        yield return ("dead", Outcome.Dead.Count == 0 ? "none" : Counts(Outcome.Dead.Select(dead => dead.Reason)));
        yield return ("live", Outcome.Jobs.Count == 0 ? "none" : $"{Outcome.Jobs.Count}");
        yield return ("history", Counts(Outcome.Attempts.Select(attempt => attempt.Outcome)));
        yield return ("workers", $"{WorkersStarted} started");
        yield return ("recovery", string.Create(CultureInfo.InvariantCulture, $"at worst {Watcher.LongestLapsed:F1} s behind the end of a lease (5 s are promised), {Watcher.LongestGone:F1} s behind the end of a worker (a lease of {Options.Lease.TotalSeconds} s more)"));
        yield return ("limit", $"at most {Limits.MostPerMinute} arrived within a minute, of {PerMinute} that may go (some of which may be on their way for a lease)");
        yield return ("looked at", $"live mails {Watcher.Looks} times, {Pauses} pauses from their beginning to their end");
    }
}
