namespace Leadmetrics.Notifications.Tests.Providers;

/// <summary>A clock that stands still, whose deadlines pass when the test says so.</summary>
internal sealed class ExpiringClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Deadline> _deadlines = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var deadline = new Deadline(this, () => callback(state));
        lock (_lock) _deadlines.Add(deadline);
        return deadline;
    }

    /// <summary>Lets every deadline pass that is set now.</summary>
    public void Expire()
    {
        Deadline[] due;
        lock (_lock) due = [.. _deadlines];
        Assert.NotEmpty(due);
        foreach (var deadline in due) deadline.Pass();
    }

    private sealed class Deadline(ExpiringClock clock, Action pass) : ITimer
    {
        public void Pass() => pass();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._lock) clock._deadlines.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
