namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>A clock that a test moves. Timers fire on the test's own thread, inside <see cref="Advance"/>.</summary>
internal sealed class MovableClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan DueTime, TaskCompletionSource Set)> _awaited = [];
    private DateTimeOffset _now = new(2026, 3, 1, 9, 8, 7, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends when a timer is set to fire after exactly this time.</summary>
    public Task WhenTimerIsSetAsync(TimeSpan dueTime)
    {
        lock (_lock)
        {
            if (_timers.Any(timer => timer.Due - _now == dueTime)) return Task.CompletedTask;
            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((dueTime, set));
            return set.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? next;
            lock (_lock)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                if (next is null || next.Due > _now) _now = next?.Due ?? end;
                if (next is not null) _timers.Remove(next);
            }

            if (next is null) return;
            next.Fire();
        }
    }

    private sealed class ManualTimer(MovableClock clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock._now + dueTime;
                clock._timers.Add(this);
                foreach (var (awaited, set) in clock._awaited)
                {
                    if (dueTime == awaited) set.TrySetResult();
                }
            }

            return true;
        }

        public void Fire() => fire();

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
