using Leadmetrics.Smtp.Pooling;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

/// <summary>Connections to one server under one set of credentials, lent to messages and used again.</summary>
/// <remarks>Safe for concurrent use.</remarks>
// States of a place: free → connecting → in use ⇄ idle → closing → free; a connection that dies goes from anywhere to free.
// Invariants:
//   - _open counts every place that is not free and is never above MaxConnections. A place is freed by the connection's Closed, or by
//     the failed attempt to make it; nowhere else, and once.
//   - Messages wait in one line. Who has a place, or room on a connection, takes the first of it, so waiting is first come, first served,
//     and nobody waits while a connection is idle (but for a message that has moved and wants a fresh one).
//   - A connection takes one message more than it has when the end of its last one leaves (TakeNext), and not before: so no message is bound
//     to a connection that is busy with another's content.
//   - An idle connection is read all the time: one that dies leaves the list by itself (Closed). The latest used is used first, so that
//     the surplus of a busy hour grows old and is closed.
//   - A message moves to another connection at most once, only from a reused one, and only where the server had answered nothing of it, or
//     where its refusal may be another message's.
// Nothing that may run a caller's code happens under the lock.
public sealed partial class SmtpPool : IAsyncDisposable, IConnectionOwner, IOperationOwner
{
    private static readonly ConnectionFault NotDrained = new(SmtpFailure.ConnectionLost, "The pool was disposed, and the message did not end in the time for that.");

    private readonly SmtpConnectionOptions _connection;
    private readonly SmtpPoolOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _sweeper;
    private readonly Lock _lock = new();
    private readonly List<PooledConnection> _idle = [];
    private readonly Dictionary<SmtpConnection, PooledConnection> _all = [];
    private readonly WaitingLine _waiters = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private int _senders;
    private long _openedTotal;
    private readonly CancellationTokenSource _cut = new();
    private bool _disposed;

    /// <summary>Makes a pool; connects when the first message comes.</summary>
    /// <param name="connection">Where and how to connect.</param>
    /// <param name="options">Its bounds; <see langword="null"/> for the defaults.</param>
    public SmtpPool(SmtpConnectionOptions connection, SmtpPoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        _options = options ?? new SmtpPoolOptions();
        if (connection.HostMemory is null) _connection = connection with { HostMemory = new SmtpHostMemory() };
        _clock = connection.TimeProvider;
        if (connection.Places is SmtpConnectionCaps caps) caps.PlaceWanted += MakeWay;
        using var noFlow = NoFlow.Begin();
        _sweeper = _clock.CreateTimer(static state => ((SmtpPool)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The pool at this moment.</summary>
    public SmtpPoolStatistics Statistics
    {
        get
        {
            lock (_lock) return new SmtpPoolStatistics(_open, _idle.Count, _open - _idle.Count, _openedTotal, _waiters.Count);
        }
    }

    /// <summary>Carries one message over a connection with a free place, and makes or awaits one where there is none.</summary>
    /// <param name="transaction">Envelope, content, gate.</param>
    /// <param name="cancellationToken">Ends the wait for a place, the connecting and the transaction, as <see cref="SmtpConnection.SendAsync(SmtpTransaction, CancellationToken)"/> says.</param>
    /// <returns>What the server said, recipient by recipient.</returns>
    /// <exception cref="SmtpException">The connection could not be made, or something broke.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the final dot: nothing was delivered.</exception>
    /// <exception cref="ObjectDisposedException">The pool takes no new messages.</exception>
    public Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<SmtpTransactionResult>(cancellationToken);
        var operation = new SendOperation(transaction, this);
        Enter();
        Dispatch(operation, cancellationToken);
        return operation.Completion;
    }

    /// <summary>Takes no new messages, lets those under way end (one whose caller cancelled after the dot too), then says QUIT on every connection.</summary>
    /// <remarks>
    /// After <see cref="SmtpPoolOptions.DrainTimeout"/> what is left is cut: a message whose final dot had left ends as uncertain, any other as
    /// <see cref="SmtpFailure.ConnectionLost"/>, undelivered.
    /// </remarks>
    /// <returns>A task that ends when every connection is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_connection.Places is SmtpConnectionCaps caps) caps.PlaceWanted -= MakeWay;
        PooledConnection[] idle;
        lock (_lock)
        {
            _disposed = true;
            idle = [.. _idle];
            _idle.Clear();
            if (_open == 0 && _senders == 0) _drained.TrySetResult();
        }

        Retire(idle);
        try
        {
            await _drained.Task.WaitAsync(_options.DrainTimeout, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await CutAsync().ConfigureAwait(false);
            await _drained.Task.ConfigureAwait(false);
        }

        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    SendOperation? IConnectionOwner.TakeNext(SmtpConnection connection)
    {
        lock (_lock)
        {
            if (!_all.TryGetValue(connection, out var pooled) || pooled.UnderWay == 0 || IsWornOut(pooled)) return null;
            // Who wants a fresh connection is next: this one makes way once it is done.
            if (_waiters.First is { WantsFresh: true }) return null;
            if (FirstWaiter_NeedsLock(connection) is { } next)
            {
                Bound_NeedsLock(pooled, next);
                return next;
            }

            pooled.HasRoom = connection.CanFollowLate;
            return null;
        }
    }

    void IConnectionOwner.Released(SmtpConnection connection)
    {
        PooledConnection? retired = null;
        SendOperation? next = null;
        lock (_lock)
        {
            if (!_all.TryGetValue(connection, out var pooled)) return;
            pooled.UnderWay--;
            if (pooled.UnderWay > 0 || !connection.IsAlive) return;
            pooled.HasRoom = false;
            pooled.IdleSince = _clock.GetTimestamp();
            next = Place_NeedsLock(pooled, ref retired);
        }

        if (next is not null) connection.Begin(next);
        if (retired is not null) Retire([retired]);
    }

    void IConnectionOwner.Closed(SmtpConnection connection)
    {
        SendOperation? next;
        lock (_lock)
        {
            if (!_all.Remove(connection, out var pooled)) return;
            _idle.Remove(pooled);
            next = FreePlace_NeedsLock();
        }

        if (next is not null) Open(next);
    }

    void IOperationOwner.Forget(SendOperation operation)
    {
        lock (_lock) _waiters.Remove(operation);
    }

    bool IOperationOwner.TryMove(SendOperation operation, SmtpTransactionResult? result, SmtpException? broken)
    {
        if (broken is { Reply.Code: 421 } && !operation.IsOnReused) Shrink();
        if (operation.WantsFresh) return false;
        var wasLost = operation is { IsOnReused: true, HasReplies: false } && broken is { IsUncertain: false, Failure: SmtpFailure.ConnectionLost or SmtpFailure.Refused };
        if (!wasLost && result is not { IsProvisional: true }) return false;
        Dispatch(new SendOperation(operation), operation.Token);
        return true;
    }

    void IOperationOwner.Told() => Leave();

    private static void Retire(IEnumerable<PooledConnection>? connections)
    {
        foreach (var pooled in connections ?? []) _ = pooled.Connection.QuitAsync();
    }

    private async Task CutAsync()
    {
        SmtpConnection[] open;
        Task cancelling;
        lock (_lock)
        {
            open = [.. _all.Keys];
            // Under the lock: a connection that is not in the list yet will find it cancelled.
            cancelling = _cut.CancelAsync();
        }

        await cancelling.ConfigureAwait(false);
        foreach (var connection in open) connection.Abandon(NotDrained);
    }

    private void Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _senders++;
        }
    }

    private void Leave()
    {
        PooledConnection[] idle;
        lock (_lock)
        {
            _senders--;
            if (!_disposed || _senders > 0) return;
            if (_open == 0) _drained.TrySetResult();
            idle = [.. _idle];
            _idle.Clear();
        }

        Retire(idle);
    }
}
