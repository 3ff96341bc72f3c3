using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;

namespace Leadmetrics.Chaos.Checking;

/// <summary>All that is known after a run: what was asked for, what is stored, and what arrived.</summary>
internal sealed record Outcome
{
    public required IReadOnlyCollection<LedgerEntry> Ledger { get; init; }

    public required IReadOnlyCollection<Receipt> Receipts { get; init; }

    public required IReadOnlyCollection<JobRow> Jobs { get; init; }

    public required IReadOnlyCollection<AttemptRow> Attempts { get; init; }

    public required IReadOnlyCollection<DeadRow> Dead { get; init; }

    public required IReadOnlyCollection<MessageRow> Messages { get; init; }

    /// <summary>The process ids of all workers, by what they call themselves to servers.</summary>
    public required IReadOnlyDictionary<string, int> Workers { get; init; }

    public static async Task<Outcome> ReadAsync(Ledger ledger, Receipts receipts, IQueueRows rows, IReadOnlyDictionary<string, int> workers) => new()
    {
        Workers = workers,
        Ledger = ledger.Entries,
        Receipts = receipts.All,
        Jobs = await rows.JobsAsync(),
        Attempts = await rows.AttemptsAsync(),
        Dead = await rows.DeadAsync(),
        Messages = await rows.MessagesAsync(),
    };

    /// <summary>Names everything that breaks the queue's promises.</summary>
    public IReadOnlyCollection<string> Check()
    {
        var findings = new Findings();
        new AcceptanceCheck(this, findings).Run();
        new CopyCheck(this, findings).Run();
        new HistoryCheck(this, findings).Run();
        return findings.All;
    }
}
