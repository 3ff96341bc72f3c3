namespace Leadmetrics.Notifications.Postgres;

/// <summary>Makes one call of those that come while another is under way: one transaction and one commit for all of them.</summary>
/// <remarks>
/// An item is waiting → under way → answered; or left, where its caller gave up. A lane takes what waits, in its order, until nothing does, and goes away; between two calls it
/// stands back behind those it answered, so that whoever asks again at once is among them. Invariants: no more calls are under way than there
/// are lanes; an item is in one call at most; an item that comes to a free lane waits for nobody; what a call carries weighs no more than <c>most</c>, or is one item. A call that fails fails for all that
/// it carries; where the server took back the whole for one of them (<see cref="PostgresErrors.IsOfOne"/>), its halves are called by themselves, until that one stands alone. It is cancelled where all of them have
/// given up; while one has not, it goes on, and <c>left</c> hears what came of the others' part.
/// </remarks>
/// <param name="lanes">Calls at once, at least 1.</param>
/// <param name="most">What the items of a call may weigh together.</param>
/// <param name="weigh">What an item weighs.</param>
/// <param name="call">Makes the call; one result an item, in their order.</param>
/// <param name="left">What to do with a result whose caller gave up while it was made; <see langword="null"/>: nothing.</param>
internal sealed class Coalescer<TItem, TResult>(
    int lanes, int most, Func<TItem, int> weigh, Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> call, Func<TResult, Task>? left = null)
{
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _waiting = new();
    private int _running;

    /// <summary>Goes with the next call.</summary>
    public async Task<TResult> RunAsync(TItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = new Entry(item, weigh(item));
        if (Add(entry)) Start();
        try
        {
            return await entry.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Leave(entry);
            throw;
        }
    }

    /// <returns>Whether a lane is to be opened for it.</returns>
    private bool Add(Entry entry)
    {
        lock (_lock)
        {
            _waiting.Enqueue(entry);
            if (_running == lanes) return false;
            _running++;
            return true;
        }
    }

    private void Leave(Entry entry)
    {
        Carriage? carriage;
        lock (_lock)
        {
            entry.HasLeft = true;
            carriage = entry.Carriage;
            if (carriage is null || --carriage.Waiting > 0) carriage = null;
        }

        if (entry.Carriage is not null) _ = HearAsync(entry.Answer.Task);
        carriage?.Cancel();
    }

    // What is the first caller's own, such as his trace or his transaction, is not that of the others.
    private void Start()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = Task.Run(WorkAsync);
            return;
        }

        using (ExecutionContext.SuppressFlow()) _ = Task.Run(WorkAsync);
    }

    private async Task WorkAsync()
    {
        while (Take() is { } carriage)
        {
            using (carriage)
            {
                await CallAsync(carriage.Entries, carriage.Cancelled).ConfigureAwait(false);
            }

            // Behind those who were answered: whoever asks again at once goes with the next call, and not alone.
            await Task.Yield();
        }
    }

    private async Task CallAsync(ArraySegment<Entry> entries, CancellationToken cancelled)
    {
        try
        {
            var results = await call([.. entries.Select(entry => entry.Item)], cancelled).ConfigureAwait(false);
            if (results.Count != entries.Count) throw new InvalidOperationException("A call gives one result an item.");
            for (var i = 0; i < results.Count; i++) entries[i].Answer.SetResult(results[i]);
        }
        catch (Exception failed) when (entries.Count > 1 && PostgresErrors.IsOfOne(failed))
        {
            var half = entries.Count / 2;
            await CallAsync(entries[..half], cancelled).ConfigureAwait(false);
            await CallAsync(entries[half..], cancelled).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            foreach (var entry in entries) entry.Answer.TrySetException(failed);
        }
    }

    /// <returns><see langword="null"/> where nothing waits: the lane is closed then.</returns>
    private Carriage? Take()
    {
        lock (_lock)
        {
            var taken = new List<Entry>();
            var weight = 0;
            while (_waiting.TryPeek(out var next))
            {
                if (!next.HasLeft)
                {
                    weight += next.Weight;
                    if (taken.Count > 0 && weight > most) break;
                    taken.Add(next);
                }

                _waiting.Dequeue();
            }

            if (taken.Count == 0)
            {
                _running--;
                return null;
            }

            var carriage = new Carriage([.. taken]);
            foreach (var entry in taken) entry.Carriage = carriage;
            return carriage;
        }
    }

    private async Task HearAsync(Task<TResult> answer)
    {
        try
        {
            var result = await answer.ConfigureAwait(false);
            if (left is not null) await left(result).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // There is nobody to tell: the caller gave up, and whoever else was in the call has heard of it.
        }
    }

    /// <summary>One caller's part. Guarded by the lock.</summary>
    private sealed class Entry(TItem item, int weight)
    {
        public TItem Item => item;

        public int Weight => weight;

        public TaskCompletionSource<TResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Carriage? Carriage { get; set; }

        public bool HasLeft { get; set; }
    }

    /// <summary>What goes in one call. Its count is guarded by the lock.</summary>
    private sealed class Carriage(Entry[] entries) : IDisposable
    {
        private readonly CancellationTokenSource _cancelling = new();

        public Entry[] Entries => entries;

        public int Waiting { get; set; } = entries.Length;

        public CancellationToken Cancelled => _cancelling.Token;

        public void Cancel()
        {
            try
            {
                _cancelling.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The call ended at that moment.
            }
        }

        public void Dispose() => _cancelling.Dispose();
    }
}
