namespace Leadmetrics.Notifications.Cli.Tests.Queue;

/// <summary>A clock that stands until a test lets its timers fire; a periodic timer remembers one tick that nobody waits for.</summary>
internal sealed class TickingClock : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    /// <summary>Moves on by a second, and fires every timer.</summary>
    public void Tick()
    {
        _now += TimeSpan.TicksPerSecond;
        foreach (var timer in _timers.ToArray()) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        _timers.Add(timer);
        return timer;
    }

    private sealed class Timer(TickingClock clock, Action fire) : ITimer
    {
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
