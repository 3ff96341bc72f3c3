using Leadmetrics.Smtp;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>Connections to one account, lent to one message at a time.</summary>
/// <remarks>
/// States of a place: free → connecting → lent ⇄ idle → closing → free. Invariants: <c>_open</c> counts every place that is not free and is never above
/// MaxConnections; who gives a connection or a place back hands it to the first waiter, so waiting is first come, first served. The latest used connection is
/// used first. An idle one is not read: that it died is seen when it is wanted, and costs its taker a fresh connection in the same place.
/// </remarks>
internal sealed class Pool : IAsyncDisposable
{
    private readonly SmtpConnectionOptions _connection;
    private readonly SmtpPoolOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _sweeper;
    private readonly Lock _lock = new();
    private readonly List<Lent> _idle = [];
    private readonly HashSet<Lent> _all = [];
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cut = new();
    private int _open;
    private long _openedTotal;
    private int _senders;
    private bool _disposed;

    public Pool(SmtpConnectionOptions connection, SmtpPoolOptions options)
    {
        (_connection, _options, _clock) = (connection, options, connection.TimeProvider);
        using var noFlow = NoFlow.Begin();
        _sweeper = _clock.CreateTimer(static state => ((Pool)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The pool at this moment.</summary>
    public SmtpPoolStatistics Statistics
    {
        get
        {
            lock (_lock) return new SmtpPoolStatistics(_open, _idle.Count, _open - _idle.Count, _openedTotal, _waiters.Count);
        }
    }

    public void Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(MailKitSmtpTransport));
            _senders++;
        }
    }

    public void Leave()
    {
        Lent[] idle = [];
        lock (_lock)
        {
            if (--_senders > 0 || !_disposed) return;
            if (_open == 0) _drained.TrySetResult();
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (var lent in idle) _ = RetireAsync(lent);
    }

    /// <summary>Lends a connection: an idle one, or a fresh one where there is none or that is wanted.</summary>
    public async ValueTask<Lent> LendAsync(SmtpTransaction transaction, bool fresh, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Lent? lent = null;
        Lent? inTheWay = null;
        Waiter? waiter = null;
        lock (_lock)
        {
            if (_idle.Count > 0)
            {
                if (!fresh) lent = _idle[^1];
                else if (_open == _options.MaxConnections) inTheWay = _idle[^1];
                if (lent is not null || inTheWay is not null) _idle.RemoveAt(_idle.Count - 1);
            }

            if (lent is null)
            {
                if (_open < _options.MaxConnections) _open++;
                else _waiters.AddLast(waiter = new Waiter(fresh));
            }
        }

        if (inTheWay is not null) _ = RetireAsync(inTheWay);
        if (waiter is not null) lent = await WaitAsync(waiter, cancellationToken).ConfigureAwait(false);
        if (lent is not null)
        {
            if (!IsWornOut(lent) && lent.Connection.IsFitFor(transaction))
            {
                lent.IsReused = true;
                return lent;
            }

            // The place stays ours.
            lock (_lock) _all.Remove(lent);
            await lent.Connection.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return await OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a connection back.</summary>
    public void Release(Lent lent)
    {
        lent.Messages++;
        var usable = lent.Connection.IsUsable && !IsWornOut(lent);
        Waiter? next = null;
        lock (_lock)
        {
            if (usable && _waiters.First is { Value.WantsFresh: false } first)
            {
                _waiters.Remove(first);
                next = first.Value;
            }
            else if (usable && _waiters.Count == 0 && !(_disposed && _senders == 0))
            {
                lent.IdleSince = _clock.GetTimestamp();
                _idle.Add(lent);
                if (_idle.Count == 1) _sweeper.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        if (next is null) _ = RetireAsync(lent);
        else next.Granted.SetResult(lent);
    }

    public async ValueTask DisposeAsync()
    {
        Lent[] idle;
        lock (_lock)
        {
            _disposed = true;
            idle = [.. _idle];
            _idle.Clear();
            if (_open == 0 && _senders == 0) _drained.TrySetResult();
        }

        foreach (var lent in idle) _ = RetireAsync(lent);
        try
        {
            await _drained.Task.WaitAsync(_options.DrainTimeout, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Lent[] all;
            Task cancelling;
            lock (_lock)
            {
                all = [.. _all];
                cancelling = _cut.CancelAsync();
            }

            await cancelling.ConfigureAwait(false);
            foreach (var lent in all) lent.Connection.Cut();
            await _drained.Task.ConfigureAwait(false);
        }

        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Lent?> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                bool waited;
                lock (_lock) waited = _waiters.Remove(waiter);

                // Else it was granted at the same moment, and the grant stands.
                if (waited) waiter.Granted.SetCanceled(token);
            },
            null);
        return await waiter.Granted.Task.ConfigureAwait(false);
    }

    private async Task<Lent> OpenAsync(CancellationToken cancellationToken)
    {
        Lent? lent = null;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, cancellationToken);
            try
            {
                lent = new Lent(await Connection.OpenAsync(_connection, new SmtpConnectTrace(), either.Token).ConfigureAwait(false), _clock.GetTimestamp());
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                // The caller knows only its own token.
                cancellationToken.ThrowIfCancellationRequested();
                throw new SmtpException(SmtpFailure.ConnectionLost, SmtpPhase.Connect, "The transport was disposed, and the message did not end in the time for that.");
            }

            bool tooLate;
            lock (_lock)
            {
                _openedTotal++;
                _all.Add(lent);
                tooLate = _cut.IsCancellationRequested;
            }

            if (tooLate) lent.Connection.Cut();
            return lent;
        }
        finally
        {
            if (lent is null) FreePlace();
        }
    }

    private async Task RetireAsync(Lent lent)
    {
        try
        {
            await lent.Connection.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (_lock) _all.Remove(lent);
            FreePlace();
        }
    }

    private void FreePlace()
    {
        Waiter next;
        lock (_lock)
        {
            if (_waiters.First is not { } first)
            {
                _open--;
                if (_disposed && _open == 0 && _senders == 0) _drained.TrySetResult();
                return;
            }

            // The place goes on from one to the other: _open stays.
            _waiters.Remove(first);
            next = first.Value;
        }

        next.Granted.SetResult(null);
    }

    private bool IsWornOut(Lent lent) => lent.Messages >= _options.MaxMessagesPerConnection || _clock.GetElapsedTime(lent.Opened) >= _options.MaxLifetime;

    private void Sweep()
    {
        List<Lent> expired = [];
        lock (_lock)
        {
            var now = _clock.GetTimestamp();
            while (_idle.Count > 0 && _clock.GetElapsedTime(_idle[0].IdleSince, now) is var idle)
            {
                if (idle < _options.IdleTimeout)
                {
                    // A timer's tick is coarser than a timestamp: never less than a millisecond.
                    _sweeper.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((_options.IdleTimeout - idle).TotalMilliseconds))), Timeout.InfiniteTimeSpan);
                    break;
                }

                expired.Add(_idle[0]);
                _idle.RemoveAt(0);
            }
        }

        foreach (var lent in expired) _ = RetireAsync(lent);
    }

    /// <summary>A connection and what the pool knows of it; its taker's while it is lent.</summary>
    internal sealed class Lent(Connection connection, long opened)
    {
        public Connection Connection { get; } = connection;

        public long Opened { get; } = opened;

        public long IdleSince { get; set; }

        public int Messages { get; set; }

        public bool IsReused { get; set; }
    }

    private sealed class Waiter(bool wantsFresh)
    {
        public bool WantsFresh { get; } = wantsFresh;

        /// <summary>A connection, or <see langword="null"/> for a place to open one in.</summary>
        public TaskCompletionSource<Lent?> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
