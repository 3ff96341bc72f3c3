namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>A clock that stands until a test moves it, but for a microsecond at each look: no two looks see the same instant.</summary>
internal sealed class CreepingClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 21, 12, 20, 0, 50, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref _ticks, TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
