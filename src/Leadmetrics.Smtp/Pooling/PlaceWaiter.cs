namespace Leadmetrics.Smtp.Pooling;

/// <summary>A message that waits for a place in a pool. On the pool's list until it is granted something or cancelled: who takes it off the list ends it.</summary>
internal sealed class PlaceWaiter
{
    private readonly TaskCompletionSource<PooledConnection?> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlaceWaiter(bool wantsFresh)
    {
        WantsFresh = wantsFresh;
        Node = new LinkedListNode<PlaceWaiter>(this);
    }

    public LinkedListNode<PlaceWaiter> Node { get; }

    public bool WantsFresh { get; }

    /// <summary>A connection, or <see langword="null"/> for a place to open one in.</summary>
    public Task<PooledConnection?> Granted => _granted.Task;

    public void Grant(PooledConnection? connection) => _granted.SetResult(connection);

    public void Cancel(CancellationToken cancellationToken) => _granted.SetCanceled(cancellationToken);
}
