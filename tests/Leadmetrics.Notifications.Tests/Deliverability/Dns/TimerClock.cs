namespace Leadmetrics.Notifications.Tests.Deliverability.Dns;

/// <summary>A clock that stands until it is moved, and whose timers run by it.</summary>
internal sealed class TimerClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _now;

    public TimeSpan Now
    {
        get { lock (_lock) return _now; }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var alarm = new Alarm(this, () => callback(state), _now + dueTime);
            _alarms.Add(alarm);
            return alarm;
        }
    }

    /// <summary>Moves on to the next alarm that is set, and lets it ring.</summary>
    public void AdvanceToNext()
    {
        Alarm next;
        lock (_lock)
        {
            next = _alarms.MinBy(alarm => alarm.Due) ?? throw new InvalidOperationException("No alarm is set.");
            _alarms.Remove(next);
            _now = next.Due;
        }

        next.Ring();
    }

    private sealed class Alarm(TimerClock clock, Action ring, TimeSpan due) : ITimer
    {
        public TimeSpan Due { get; } = due;

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._lock) clock._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
