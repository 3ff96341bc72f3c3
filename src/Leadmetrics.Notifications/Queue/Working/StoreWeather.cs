namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Whether the store has failed a duty of this worker a moment ago.</summary>
/// <remarks>
/// Behind an outage that was longer than a lease every lease is over, and what was sent meanwhile is not stored yet: it is stored first, and rescued only where nobody does. Whoever tries again waits about as
/// long as the trouble has lasted, up to <see cref="StoreTrouble"/>'s longest pause: so behind a short one, such as a connection that the server ended, it is calm again soon.
/// </remarks>
internal sealed class StoreWeather(TimeProvider timeProvider)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    // Longer than the longest pause of a duty that tries again.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private readonly Lock _lock = new();
    private long _since;
    private long _failed;
    private bool _hasFailed;

    public bool IsCalm
    {
        get
        {
            lock (_lock) return !_hasFailed || timeProvider.GetElapsedTime(_failed) > Calm_NeedsLock();
        }
    }

    public void Failed()
    {
        lock (_lock)
        {
            var now = timeProvider.GetTimestamp();
            if (!_hasFailed || timeProvider.GetElapsedTime(_failed, now) > Longest) _since = now;
            _failed = now;
            _hasFailed = true;
        }
    }

    private TimeSpan Calm_NeedsLock()
    {
        var calm = Shortest + timeProvider.GetElapsedTime(_since, _failed);
        return calm < Longest ? calm : Longest;
    }
}
