namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Whether the store has failed a duty of this worker a moment ago.</summary>
/// <remarks>Behind an outage that was longer than a lease every lease is over, and what was sent meanwhile is not stored yet: it is stored first, and rescued only where nobody does.</remarks>
internal sealed class StoreWeather(TimeProvider timeProvider)
{
    // Longer than the longest pause of a duty that tries again.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(8);

    private long _failed = long.MinValue;

    public bool IsCalm => Volatile.Read(ref _failed) is long.MinValue || timeProvider.GetElapsedTime(Volatile.Read(ref _failed)) > Calm;

    public void Failed() => Volatile.Write(ref _failed, timeProvider.GetTimestamp());
}
