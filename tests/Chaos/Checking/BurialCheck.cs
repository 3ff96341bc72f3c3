using Leadmetrics.Chaos.Producing;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Chaos.Checking;

/// <summary>Nothing that goes wrong in a run is a mail's fault: only that is buried over which three processes died, as poison, and what kills whoever sends it is among that. Nothing is cancelled.</summary>
internal sealed class BurialCheck(Outcome outcome, Findings findings)
{
    private const int Crashes = 3;

    public void Run()
    {
        var histories = outcome.Attempts.ToLookup(attempt => attempt.Id);
        foreach (var dead in outcome.Dead)
        {
            var lost = histories[dead.Id].Count(attempt => attempt.Outcome == AttemptOutcome.LeaseLost);
            if (dead.Reason != DeadReason.Poison || lost < Crashes) findings.Add($"{dead.Tenant}/{dead.Id}: is dead ({dead.Reason}) behind {lost} lost leases: {string.Join(", ", histories[dead.Id].Select(attempt => attempt.Outcome))}");
        }

        var buried = outcome.Dead.Select(dead => dead.Id).ToHashSet();
        foreach (var entry in outcome.Ledger.Where(entry => entry.Wanted.Subject.StartsWith(Producers.Deadly, StringComparison.Ordinal)))
        {
            if (entry.Id is { } id && !buried.Contains(id)) findings.Add($"{entry.Wanted.Subject} ({id}): kills whoever sends it, and is not buried");
        }

        foreach (var cancelled in outcome.Attempts.Where(attempt => attempt.Outcome == AttemptOutcome.Cancelled)) findings.Add($"{cancelled.Tenant}/{cancelled.Id}: was cancelled, and nobody asked for it");
    }
}
