using Leadmetrics.Smtp.Pooling;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// Places and who gets them.
public sealed partial class SmtpPool
{
    // Past so many messages over one connection Exim only queues (smtp_accept_queue_per_connection).
    private const int EximMessages = 10;

    private static readonly TimeSpan ShrunkFor = TimeSpan.FromMinutes(5);

    private int _limit = int.MaxValue;
    private long _shrunk;

    private int Limit => _limit == int.MaxValue || _clock.GetElapsedTime(_shrunk) >= ShrunkFor ? _options.MaxConnections : _limit;

    // To an idle connection, to a free place, to a connection with room, or to the end of the line.
    private void Dispatch(SendOperation operation, CancellationToken cancellationToken)
    {
        var fresh = operation.WantsFresh;
        operation.CancelWith(cancellationToken);
        PooledConnection? lent = null;
        SendOperation? opening = null;
        List<PooledConnection>? retired = null;
        lock (_lock)
        {
            if (!fresh) lent = TakeIdle_NeedsLock(ref retired);
            if (lent is null)
            {
                if (_open < Limit)
                {
                    // Others may wait although there is a place: it was not there when they came.
                    _open++;
                    _waiters.AddLast(operation);
                    opening = FirstWaiter_NeedsLock(null);
                    if (opening is null) _open--;
                }
                else
                {
                    // A fresh connection is wanted and an idle one holds the last place: it makes way.
                    if (fresh && TakeIdle_NeedsLock(ref retired) is { } idle) (retired ??= []).Add(idle);
                    else if (!fresh) lent = TakeRoom_NeedsLock();
                    if (lent is null) _waiters.AddLast(operation);
                }
            }

            if (lent is not null)
            {
                if (operation.TryAssign(lent.Connection)) Bound_NeedsLock(lent, operation);
                else if (lent.UnderWay == 0) _idle.Add(lent);
                else lent.HasRoom = lent.Connection.CanFollowLate;
            }

            // Cancelled before it stood in the line: nobody would take it out.
            if (!operation.IsWaiting) _waiters.Remove(operation);
        }

        Retire(retired);
        if (opening is not null) Open(opening);
        if (lent is not null && !operation.IsWaiting) lent.Connection.Begin(operation);
    }

    // The first of the line that has not been cancelled, taken out of it and bound to a connection where there is one.
    private SendOperation? FirstWaiter_NeedsLock(SmtpConnection? connection)
    {
        while (_waiters.First is { } first)
        {
            _waiters.Remove(first);
            if (connection is null ? first.IsWaiting : first.TryAssign(connection)) return first;
        }

        return null;
    }

    private static void Bound_NeedsLock(PooledConnection pooled, SendOperation operation)
    {
        operation.IsOnReused = pooled.Messages > 0;
        pooled.Messages++;
        pooled.UnderWay++;
        pooled.HasRoom = false;
    }

    // The one used last. Those whose time is up go to the list of the retired.
    private PooledConnection? TakeIdle_NeedsLock(ref List<PooledConnection>? retired)
    {
        while (_idle.Count > 0)
        {
            var latest = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            if (!IsWornOut(latest)) return latest;
            (retired ??= []).Add(latest);
        }

        return null;
    }

    private PooledConnection? TakeRoom_NeedsLock()
    {
        foreach (var pooled in _all.Values)
        {
            if (pooled.HasRoom && pooled.Connection.IsAlive && !IsWornOut(pooled)) return pooled;
        }

        return null;
    }

    // Makes a connection for a message, in the context of the one who sends it: a dialler may want that.
    private void Open(SendOperation operation)
    {
        if (operation.Context is { } context) ExecutionContext.Run(context, state => _ = OpenAsync((SendOperation)state!), operation);
        else _ = OpenAsync(operation);
    }

    private async Task OpenAsync(SendOperation operation)
    {
        SmtpConnection connection;
        try
        {
            connection = await ConnectAsync(operation.Token).ConfigureAwait(false);
        }
        catch (SmtpException exception) when (exception.Reply?.Code == 421)
        {
            TakesNoMore(operation, exception);
            return;
        }
        catch (SmtpException exception) when (exception.Failure == SmtpFailure.Token)
        {
            NoToken(operation, exception);
            return;
        }
        catch (Exception exception)
        {
            NotOpened(operation, exception);
            return;
        }

        connection.Window = _options.MaxInFlight;
        Opened(new PooledConnection(connection, _clock.GetTimestamp(), MaxMessagesOf(connection)), operation);
    }

    private void NotOpened(SendOperation operation, Exception exception)
    {
        SendOperation? next;
        lock (_lock) next = FreePlace_NeedsLock();
        operation.End(exception);
        // On a stack of its own: a line of thousands may fail one behind the other without ever waiting.
        if (next is not null) ThreadPool.UnsafeQueueUserWorkItem(static open => open.Pool.Open(open.Next), (Pool: this, Next: next), preferLocal: false);
    }

    // Whoever waits behind it would connect only to hear the same; where a connection is alive they wait for that one.
    private void NoToken(SendOperation operation, SmtpException exception)
    {
        List<SendOperation> same = [];
        lock (_lock)
        {
            while (!_all.Values.Any(pooled => pooled.Connection.IsAlive) && FirstWaiter_NeedsLock(null) is { } waiter) same.Add(waiter);
        }

        NotOpened(operation, exception);
        foreach (var waiter in same) waiter.End(exception);
    }

    private void Shrink()
    {
        lock (_lock) Shrink_NeedsLock();
    }

    private int Shrink_NeedsLock()
    {
        var connected = _all.Values.Count(pooled => pooled.Connection.IsAlive);
        _limit = Math.Max(1, connected);
        _shrunk = _clock.GetTimestamp();
        return connected;
    }

    // 421 to a fresh connection: as many as are connected now are the most for a while. Where there are any, the message waits for one of those.
    private void TakesNoMore(SendOperation operation, SmtpException exception)
    {
        PooledConnection? idle = null;
        List<PooledConnection>? retired = null;
        bool waits;
        lock (_lock)
        {
            var connected = Shrink_NeedsLock();
            waits = connected > 0 && !operation.WantsFresh;
            if (waits)
            {
                _open--;
                idle = TakeIdle_NeedsLock(ref retired);
                if (idle is null) _waiters.AddFirst(operation);
                else if (operation.TryAssign(idle.Connection)) Bound_NeedsLock(idle, operation);
                else _idle.Add(idle);
                if (!operation.IsWaiting) _waiters.Remove(operation);
            }
        }

        Retire(retired);
        if (!waits) NotOpened(operation, exception);
        else if (idle is not null && !operation.IsWaiting) idle.Connection.Begin(operation);
    }

    private void Opened(PooledConnection pooled, SendOperation operation)
    {
        var connection = pooled.Connection;
        bool tooLate;
        bool isBound;
        bool isClosed;
        PooledConnection? retired = null;
        SendOperation? next = null;
        lock (_lock)
        {
            _openedTotal++;
            _all.Add(connection, pooled);
            tooLate = _cut.IsCancellationRequested;
            // Before anything is bound to it: whatever leaves it must be heard.
            isClosed = !connection.TryAttach(this);
            isBound = operation.TryAssign(connection);
            if (isBound) Bound_NeedsLock(pooled, operation);
        }

        if (tooLate) connection.Abandon(NotDrained);
        // Closed between the two: nobody was told, so we are.
        if (isClosed) ((IConnectionOwner)this).Closed(connection);
        if (isBound)
        {
            connection.Begin(operation);
            return;
        }

        // Cancelled at the last moment: the connection is there for the next one.
        lock (_lock)
        {
            if (!_all.ContainsKey(connection) || !connection.IsAlive) return;
            pooled.IdleSince = _clock.GetTimestamp();
            next = Place_NeedsLock(pooled, ref retired);
        }

        if (next is not null) connection.Begin(next);
        if (retired is not null) Retire([retired]);
    }

    private int MaxMessagesOf(SmtpConnection connection)
    {
        var most = Math.Min(_options.MaxMessagesPerConnection, connection.Capabilities.MaxMessages ?? int.MaxValue);
        var isExim = connection.Greeting?.Text.Contains(" Exim ", StringComparison.OrdinalIgnoreCase) == true;
        return isExim ? Math.Min(most, EximMessages) : most;
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

    // A connection is free: to the first of the line, to the idle ones, or out.
    private SendOperation? Place_NeedsLock(PooledConnection pooled, ref PooledConnection? retired)
    {
        retired = pooled;
        // Its place will be given to the one who wants a fresh connection once it is closed.
        if (IsWornOut(pooled) || _waiters.First is { WantsFresh: true }) return null;
        if (FirstWaiter_NeedsLock(pooled.Connection) is { } next)
        {
            retired = null;
            Bound_NeedsLock(pooled, next);
            return next;
        }

        // Idle it would be a place that somebody waits for under a bound over all pools, a message of this one perhaps.
        if ((_disposed && _senders == 0) || (_connection.Places is SmtpConnectionCaps caps && caps.WouldHelp(_connection.Host, _connection.Port))) return null;
        retired = null;
        _idle.Add(pooled);
        if (_idle.Count == 1) _sweeper.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
        return null;
    }

    private SendOperation? FreePlace_NeedsLock()
    {
        // The place goes on from one to the other: _open stays.
        if (_open <= Limit && FirstWaiter_NeedsLock(null) is { } next) return next;
        _open--;
        if (_disposed && _open == 0 && _senders == 0) _drained.TrySetResult();
        return null;
    }

    // Another pool wants to connect and a bound over all of them forbids it: the connection that has been idle for longest helps, where it counts to that bound.
    private void MakeWay(SmtpPlaceWanted wanted)
    {
        if (wanted.IsDestinationFull && (wanted.Port != _connection.Port || !wanted.Host.Equals(_connection.Host, StringComparison.OrdinalIgnoreCase))) return;
        PooledConnection idle;
        lock (_lock)
        {
            if (_idle.Count == 0) return;
            idle = _idle[0];
            _idle.RemoveAt(0);
        }

        Retire([idle]);
    }

    private bool IsWornOut(PooledConnection pooled) =>
        pooled.Messages >= pooled.MaxMessages || _clock.GetElapsedTime(pooled.Opened) >= _options.MaxLifetime;

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
