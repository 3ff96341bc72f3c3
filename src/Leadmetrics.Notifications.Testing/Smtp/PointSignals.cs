namespace Leadmetrics.Notifications.Testing;

/// <summary>Counts how often each point was reached and releases those who wait for one.</summary>
internal sealed class PointSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SmtpPoint, int> _visits = [];
    private readonly List<(SmtpPoint Point, int Count, TaskCompletionSource Done)> _waiters = [];

    public void Visit(SmtpPoint point)
    {
        List<TaskCompletionSource>? released = null;
        lock (_lock)
        {
            _visits[point] = _visits.GetValueOrDefault(point) + 1;
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (!_waiters[i].Point.Covers(point) || Count_NeedsLock(_waiters[i].Point) < _waiters[i].Count)
                    continue;
                (released ??= []).Add(_waiters[i].Done);
                _waiters.RemoveAt(i);
            }
        }
        released?.ForEach(done => done.TrySetResult());
    }

    public Task WaitAsync(SmtpPoint point, int count, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (Count_NeedsLock(point) >= count)
                return Task.CompletedTask;
            _waiters.Add((point, count, done));
        }
        return done.Task.WaitAsync(cancellationToken);
    }

    private int Count_NeedsLock(SmtpPoint point)
    {
        var count = 0;
        foreach (var (visited, times) in _visits)
            count += point.Covers(visited) ? times : 0;
        return count;
    }
}
