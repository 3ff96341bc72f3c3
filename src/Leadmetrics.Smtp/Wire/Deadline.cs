namespace Leadmetrics.Smtp.Wire;

/// <summary>One restartable timeout that costs next to nothing where it does not expire.</summary>
/// <remarks>
/// Arming moves a timestamp; the timer underneath is only touched where the new end lies before the time it is set to. When it
/// fires early it sets itself to the rest. Disarming leaves it alone: it fires into nothing.
/// </remarks>
internal sealed class Deadline : IDisposable
{
    private const long Never = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly Action _expired;
    private readonly ITimer _timer;
    private long _end = Never;
    private long _timerEnd = Never;
    private bool _disposed;

    public Deadline(TimeProvider clock, Action expired)
    {
        _clock = clock;
        _expired = expired;
        _timer = clock.CreateTimer(static state => ((Deadline)state!).Fired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Arm(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            Disarm();
            return;
        }

        lock (_lock)
        {
            if (_disposed) return;
            _end = _clock.GetTimestamp() + (long)(timeout.TotalSeconds * _clock.TimestampFrequency);
            if (_end >= _timerEnd) return;
            _timerEnd = _end;
            _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        }
    }

    public void Disarm()
    {
        lock (_lock) _end = Never;
    }

    /// <summary>For good: arming does nothing any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _end = Never;
        }

        _timer.Dispose();
    }

    private void Fired()
    {
        lock (_lock)
        {
            _timerEnd = Never;
            if (_end == Never) return;
            var now = _clock.GetTimestamp();
            if (now < _end)
            {
                // A timer's tick is coarser than a timestamp: never set it to less than a millisecond.
                var rest = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(_clock.GetElapsedTime(now, _end).TotalMilliseconds)));
                _timerEnd = _end;
                _timer.Change(rest, Timeout.InfiniteTimeSpan);
                return;
            }

            _end = Never;
        }

        _expired();
    }
}
