using System.Runtime.InteropServices;

namespace Leadmetrics.Smtp;

/// <summary>Bounds how many connections are open at once: to one destination (host and port), and in total.</summary>
/// <remarks>
/// Safe for concurrent use. Waiting is first come, first served within a destination; a place that only the total held back goes to the destination whose turn it
/// is, round and round, so that a destination with a thousand waiting delays another's one by one place at most.
/// Invariants: a place is counted from its grant to its disposal, once. While somebody waits for a destination, either it is full or the total is. A destination is
/// in the round exactly while somebody waits for it, and is forgotten when nobody waits and none of its connections is open.
/// Nothing of the caller's runs under the lock.
/// </remarks>
public sealed class SmtpConnectionCaps : ISmtpConnectionPlaces
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Host, int Port), Destination> _destinations = [];
    private readonly LinkedList<Destination> _round = new();
    private readonly int _most;
    private readonly int _mostToOne;
    private int _open;

    /// <summary>Makes bounds.</summary>
    /// <param name="maxConnections">The most in total; at least 1. <see cref="int.MaxValue"/>: no bound.</param>
    /// <param name="maxConnectionsPerDestination">The most to one host and port; at least 1. <see cref="int.MaxValue"/>: no bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public SmtpConnectionCaps(int maxConnections, int maxConnectionsPerDestination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConnectionsPerDestination, 1);
        _most = maxConnections;
        _mostToOne = maxConnectionsPerDestination;
    }

    /// <summary>Somebody has to wait: who holds an idle connection that would help may close it.</summary>
    /// <remarks>Raised once for each that waits, on its own stack and without a lock; what a handler throws reaches the one who wanted the place, who gives up his wait.</remarks>
    public event Action<SmtpPlaceWanted>? PlaceWanted;

    /// <summary>How many places are taken.</summary>
    public int Open
    {
        get
        {
            lock (_lock) return _open;
        }
    }

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _round.Sum(destination => destination.Waiters.Count);
        }
    }

    /// <summary>Whether somebody waits who would be served if a connection to this destination were closed.</summary>
    internal bool WouldHelp(string host, int port)
    {
        var key = (host.TrimEnd('.').ToUpperInvariant(), port);
        lock (_lock)
        {
            if (_round.Count == 0) return false;
            foreach (var destination in _round)
            {
                if (destination.Key == key || (_open >= _most && destination.Open < _mostToOne)) return true;
            }

            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IDisposable> EnterAsync(string host, int port, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<IDisposable>(cancellationToken);
        var key = (host.TrimEnd('.').ToUpperInvariant(), port);
        Waiter waiter;
        SmtpPlaceWanted wanted;
        lock (_lock)
        {
            ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(_destinations, key, out _);
            var destination = found ??= new Destination(key);

            // Behind those who wait already, even where a place is free for the moment: they are about to be given it.
            if (destination.Waiters.Count == 0 && destination.Open < _mostToOne && _open < _most) return ValueTask.FromResult<IDisposable>(Take_NeedsLock(destination));
            waiter = new Waiter(destination);
            destination.Waiters.AddLast(waiter.Node);
            if (destination.Turn.List is null) _round.AddLast(destination.Turn);
            wanted = new SmtpPlaceWanted(host, port, destination.Open >= _mostToOne);
        }

        return new ValueTask<IDisposable>(WaitAsync(waiter, wanted, cancellationToken));
    }

    private async Task<IDisposable> WaitAsync(Waiter waiter, SmtpPlaceWanted wanted, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (caps, waiter) = ((SmtpConnectionCaps, Waiter))state!;
                if (caps.TryLeave(waiter)) waiter.Granted.SetCanceled(token);
            },
            (this, waiter));
        try
        {
            PlaceWanted?.Invoke(wanted);
        }
        catch
        {
            // Granted meanwhile: the place goes on to the next one.
            if (!TryLeave(waiter)) (await waiter.Granted.Task.ConfigureAwait(false)).Dispose();
            throw;
        }

        return await waiter.Granted.Task.ConfigureAwait(false);
    }

    // False where it was granted or has left already.
    private bool TryLeave(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null) return false;
            waiter.Destination.Waiters.Remove(waiter.Node);
            Tidy_NeedsLock(waiter.Destination);
            return true;
        }
    }

    private void Leave(Destination destination)
    {
        List<(Waiter Waiter, Place Place)>? granted = null;
        lock (_lock)
        {
            _open--;
            destination.Open--;
            Grant_NeedsLock(ref granted);
            Tidy_NeedsLock(destination);
        }

        foreach (var (waiter, place) in granted ?? []) waiter.Granted.SetResult(place);
    }

    // One turn of the round at most: who is full keeps the turn for the next time.
    private void Grant_NeedsLock(ref List<(Waiter Waiter, Place Place)>? granted)
    {
        var turn = _round.First;
        while (turn is not null && _open < _most)
        {
            var next = turn.Next;
            var destination = turn.Value;
            if (destination.Open < _mostToOne)
            {
                var waiter = destination.Waiters.First!.Value;
                destination.Waiters.RemoveFirst();
                (granted ??= []).Add((waiter, Take_NeedsLock(destination)));
                _round.Remove(turn);
                if (destination.Waiters.Count > 0) _round.AddLast(turn);
            }

            turn = next;
        }
    }

    private Place Take_NeedsLock(Destination destination)
    {
        _open++;
        destination.Open++;
        return new Place(this, destination);
    }

    private void Tidy_NeedsLock(Destination destination)
    {
        if (destination.Waiters.Count > 0) return;
        if (destination.Turn.List is not null) _round.Remove(destination.Turn);
        if (destination.Open == 0) _destinations.Remove(destination.Key);
    }

    private sealed class Destination
    {
        public Destination((string Host, int Port) key)
        {
            Key = key;
            Turn = new LinkedListNode<Destination>(this);
        }

        public (string Host, int Port) Key { get; }

        public LinkedList<Waiter> Waiters { get; } = new();

        public LinkedListNode<Destination> Turn { get; }

        public int Open { get; set; }
    }

    private sealed class Waiter
    {
        public Waiter(Destination destination)
        {
            Destination = destination;
            Node = new LinkedListNode<Waiter>(this);
        }

        public Destination Destination { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<IDisposable> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Place(SmtpConnectionCaps caps, Destination destination) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0) caps.Leave(destination);
        }
    }
}
