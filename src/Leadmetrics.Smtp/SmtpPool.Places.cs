using Leadmetrics.Smtp.Pooling;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// Places and who gets them.
public sealed partial class SmtpPool
{
    private async ValueTask<PooledConnection> LendAsync(bool fresh, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PlaceWaiter? waiter = null;
            PooledConnection? lent = null;
            List<PooledConnection>? retired = null;
            lock (_lock)
            {
                if (!fresh) lent = TakeIdle_NeedsLock(ref retired);
                if (lent is null)
                {
                    if (_open < _options.MaxConnections)
                    {
                        _open++;
                    }
                    else
                    {
                        // A fresh connection is wanted and an idle one holds the last place: it makes way.
                        if (fresh && TakeIdle_NeedsLock(ref retired) is { } idle) (retired ??= []).Add(idle);
                        waiter = new PlaceWaiter(fresh);
                        _waiters.AddLast(waiter.Node);
                    }
                }
            }

            Retire(retired);
            if (waiter is not null) lent = await WaitAsync(waiter, cancellationToken).ConfigureAwait(false);
            if (lent is null) return await OpenAsync(cancellationToken).ConfigureAwait(false);
            if (!lent.Connection.IsAlive) continue;
            lent.IsReused = true;
            return lent;
        }
    }

    // The one used last. Those whose time is up go to the list of the retired.
    private PooledConnection? TakeIdle_NeedsLock(ref List<PooledConnection>? retired)
    {
        while (_idle.Count > 0)
        {
            var latest = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            if (!IsWornOut(latest))
            {
                latest.Messages++;
                return latest;
            }

            (retired ??= []).Add(latest);
        }

        return null;
    }

    private async Task<PooledConnection?> WaitAsync(PlaceWaiter waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (pool, waiter) = ((SmtpPool, PlaceWaiter))state!;
                bool waited;
                lock (pool._lock)
                {
                    waited = waiter.Node.List is not null;
                    if (waited) pool._waiters.Remove(waiter.Node);
                }

                // Else it was granted at the same moment, and the grant stands.
                if (waited) waiter.Cancel(token);
            },
            (this, waiter));
        return await waiter.Granted.ConfigureAwait(false);
    }

    private async ValueTask<PooledConnection> OpenAsync(CancellationToken cancellationToken)
    {
        PooledConnection? pooled = null;
        try
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            pooled = new PooledConnection(connection, _clock.GetTimestamp()) { Messages = 1 };
            bool tooLate;
            lock (_lock)
            {
                _openedTotal++;
                _all.Add(connection, pooled);
                tooLate = _cut.IsCancellationRequested;
            }

            if (tooLate) connection.Abandon(NotDrained);
            // Closed between the two: nobody was told, so we are.
            if (!connection.TryAttach(this)) ((IConnectionOwner)this).Closed(connection);
            return pooled;
        }
        finally
        {
            if (pooled is null)
            {
                PlaceWaiter? next;
                lock (_lock) next = FreePlace_NeedsLock();
                next?.Grant(null);
            }
        }
    }

    private async Task<SmtpConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, cancellationToken);
        try
        {
            return await SmtpConnection.ConnectAsync(_connection, cancellationToken: either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The caller knows only its own token.
            cancellationToken.ThrowIfCancellationRequested();
            throw NotDrained.ToException(SmtpPhase.Connect);
        }
    }

    // A connection is free: to the first waiter, to the idle ones, or out. Gives back the one to be closed.
    private PooledConnection? Place_NeedsLock(PooledConnection pooled)
    {
        if (IsWornOut(pooled)) return pooled;
        if (_waiters.First is { } first)
        {
            // Its place will be granted to this waiter once it is closed.
            if (first.Value.WantsFresh) return pooled;
            _waiters.Remove(first);
            pooled.Messages++;
            first.Value.Grant(pooled);
            return null;
        }

        if (_disposed && _senders == 0) return pooled;
        _idle.Add(pooled);
        if (_idle.Count == 1) _sweeper.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
        return null;
    }

    private PlaceWaiter? FreePlace_NeedsLock()
    {
        if (_waiters.First is { } first)
        {
            // The place goes on from one to the other: _open stays.
            _waiters.Remove(first);
            return first.Value;
        }

        _open--;
        if (_disposed && _open == 0 && _senders == 0) _drained.TrySetResult();
        return null;
    }

    private bool IsWornOut(PooledConnection pooled) =>
        pooled.Messages >= _options.MaxMessagesPerConnection || _clock.GetElapsedTime(pooled.Opened) >= _options.MaxLifetime;

    private void Sweep()
    {
        List<PooledConnection>? expired = null;
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

                (expired ??= []).Add(_idle[0]);
                _idle.RemoveAt(0);
            }
        }

        Retire(expired);
    }
}
