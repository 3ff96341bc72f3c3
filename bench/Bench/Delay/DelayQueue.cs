namespace Leadmetrics.Bench.Delay;

/// <summary>Items that become due one delay after they came. One delay for all, so that the order of coming is the order of going.</summary>
/// <remarks>Times are timestamps of one clock. An item goes up to half a tolerance early rather than a whole one late: the timers behind it count in milliseconds.</remarks>
internal sealed class DelayQueue<T>(long delay, long early)
{
    private readonly Queue<(long Due, T Item)> _items = new();

    public int Count => _items.Count;

    public void Enqueue(T item, long now) => _items.Enqueue((now + delay, item));

    /// <summary>Takes the first item where it is due.</summary>
    public bool TryDequeue(long now, out T item)
    {
        if (_items.TryPeek(out var first) && first.Due - early <= now)
        {
            item = _items.Dequeue().Item;
            return true;
        }

        item = default!;
        return false;
    }

    /// <summary>How long until the first item is due; <see langword="null"/> where there is none.</summary>
    public long? Remaining(long now) => _items.TryPeek(out var first) ? Math.Max(0, first.Due - now) : null;
}
