namespace Leadmetrics.Notifications.Testing;

/// <summary>A count that only grows, and waiters that are released when it is high enough.</summary>
internal sealed class CountSignal
{
    private readonly Lock _lock = new();
    private readonly List<(long Count, TaskCompletionSource Done)> _waiters = [];
    private long _count;

    public void Increment()
    {
        List<TaskCompletionSource>? released = null;
        lock (_lock)
        {
            _count++;
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Count > _count)
                    continue;
                (released ??= []).Add(_waiters[i].Done);
                _waiters.RemoveAt(i);
            }
        }
        released?.ForEach(done => done.TrySetResult());
    }

    public Task WaitAsync(long count, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_count >= count)
                return Task.CompletedTask;
            _waiters.Add((count, done));
        }
        return done.Task.WaitAsync(cancellationToken);
    }
}
