namespace Leadmetrics.Bench.Delay;

/// <summary>Holds every parcel for half a round trip, on a thread of its own: the runtime's timers are up to 4 ms off on Linux.</summary>
internal sealed class DelayLine : IDisposable
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly object _lock = new();
    private readonly DelayQueue<Parcel>? _queue;
    private bool _stopped;

    public DelayLine(TimeSpan delay)
    {
        if (delay == TimeSpan.Zero) return;
        _queue = new DelayQueue<Parcel>((long)(delay.TotalSeconds * _clock.TimestampFrequency), _clock.TimestampFrequency / 2_000);
        new Thread(Run) { IsBackground = true, Name = "delay line", Priority = ThreadPriority.AboveNormal }.Start();
    }

    public void Post(Parcel parcel)
    {
        if (_queue is null)
        {
            parcel.Direction.Release(parcel);
            return;
        }

        lock (_lock)
        {
            _queue.Enqueue(parcel, _clock.GetTimestamp());
            if (_queue.Count == 1) Monitor.Pulse(_lock);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            Monitor.Pulse(_lock);
        }
    }

    private void Run()
    {
        lock (_lock)
        {
            while (!_stopped)
            {
                var now = _clock.GetTimestamp();
                while (_queue!.TryDequeue(now, out var parcel)) parcel.Direction.Release(parcel);
                if (_queue.Remaining(now) is { } remaining) Monitor.Wait(_lock, Math.Max(1, (int)Math.Round(1_000.0 * remaining / _clock.TimestampFrequency)));
                else Monitor.Wait(_lock);
            }
        }
    }
}
