namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Instants as every store can keep them.</summary>
internal static class StorableInstant
{
    /// <summary>Now in UTC, cut to microseconds: what is written reads back the same.</summary>
    public static DateTimeOffset GetStorableNow(this TimeProvider timeProvider) => timeProvider.GetUtcNow().ToStorable();

    /// <summary>An instant in UTC, cut to microseconds.</summary>
    public static DateTimeOffset ToStorable(this DateTimeOffset instant) => instant.ToUniversalTime().AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
