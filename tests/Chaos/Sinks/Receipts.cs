using System.Collections.Concurrent;

namespace Leadmetrics.Chaos.Sinks;

/// <summary>All that sinks have taken. Safe for concurrent use.</summary>
internal sealed class Receipts
{
    private readonly ConcurrentQueue<Receipt> _all = [];
    private readonly ConcurrentDictionary<string, int> _copies = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = New();

    /// <summary>All of them, as they came.</summary>
    public IReadOnlyCollection<Receipt> All => _all;

    /// <summary>How many different mails there are.</summary>
    public int Mails => _copies.Count;

    /// <summary>How many copies were taken of each mail, by Message-ID.</summary>
    public IReadOnlyDictionary<string, int> Copies => _copies;

    public void Add(Receipt receipt)
    {
        _all.Enqueue(receipt);
        _copies.AddOrUpdate(receipt.MessageId, 1, (_, copies) => copies + 1);
        lock (_lock)
        {
            var changed = _changed;
            _changed = New();
            changed.SetResult();
        }
    }

    /// <summary>Ends when something holds; it is asked again with each mail that is taken.</summary>
    public async Task UntilAsync(Func<Receipts, bool> holds, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock) changed = _changed.Task;
            if (holds(this)) return;
            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
