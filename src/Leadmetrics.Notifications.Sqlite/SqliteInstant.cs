namespace Leadmetrics.Notifications.Sqlite;

/// <summary>Instants as the file keeps them: whole microseconds since 1970-01-01 UTC, cut, never rounded up.</summary>
internal static class SqliteInstant
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long ToMicroseconds(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMicrosecond - Epoch;

    public static DateTimeOffset FromMicroseconds(long microseconds) => new((microseconds + Epoch) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
