namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Says yes once a minute at most, to whoever asks first.</summary>
/// <remarks>Whoever moves the slot on by compare-and-swap is the one. Safe for concurrent use.</remarks>
internal sealed class OncePerMinute(TimeProvider timeProvider)
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long _last = Never;

    public bool IsDue()
    {
        var now = timeProvider.GetTimestamp();
        var last = Volatile.Read(ref _last);
        return (last == Never || timeProvider.GetElapsedTime(last, now) >= Pause) && Interlocked.CompareExchange(ref _last, now, last) == last;
    }
}
