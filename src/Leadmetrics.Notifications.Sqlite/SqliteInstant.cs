namespace Leadmetrics.Notifications.Sqlite;

/// <summary>Instants as the file keeps them: whole microseconds since 1970-01-01 UTC, cut, never rounded up.</summary>
internal static class SqliteInstant
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long ToMicroseconds(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMicrosecond - Epoch;

    /// <summary>The day of an instant, counted since 1970-01-01 UTC.</summary>
    public static long ToDay(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;

    /// <summary>The beginning of an instant's minute.</summary>
    public static DateTimeOffset ToMinute(DateTimeOffset instant) => new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);

    /// <summary>The beginning of an instant's second.</summary>
    public static DateTimeOffset ToSecond(DateTimeOffset instant) => new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public static DateTimeOffset FromMicroseconds(long microseconds) => new((microseconds + Epoch) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
