namespace Leadmetrics.Chaos.Working;

/// <summary>A clock that is off, as that of a machine whose time nobody sets: it runs as fast as others.</summary>
internal sealed class ShiftedClock(TimeSpan off) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + off;
}
