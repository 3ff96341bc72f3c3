using System.Collections.Concurrent;

namespace Leadmetrics.Chaos.Producing;

/// <summary>What was queued, by the word of those who queued it. Safe for concurrent use.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<LedgerEntry> _entries = [];

    public IReadOnlyCollection<LedgerEntry> Entries => _entries;

    public void Add(Wanted wanted, Fate fate, Guid? id = null) => _entries.Enqueue(new LedgerEntry(wanted, fate, id));

    public int Count(Fate fate) => _entries.Count(entry => entry.Fate == fate);
}
