namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Instants as every store can keep them.</summary>
internal static class StorableInstant
{
    /// <summary>Now in UTC, cut to microseconds: what is written reads back the same.</summary>
    public static DateTimeOffset GetStorableNow(this TimeProvider timeProvider)
    {
        var now = timeProvider.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
