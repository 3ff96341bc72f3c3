namespace Leadmetrics.Notifications.Tenancy;

/// <summary>How long routes are kept.</summary>
public sealed class ResolverOptions
{
    /// <summary>How long a route serves without asking the store again, from 1 second to 1 hour.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How old a route may be that goes on serving while the store does not answer; at least <see cref="TimeToLive"/>, at most 1 day.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan MaxStale { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many tenants' routes are kept, 1 to 1,000,000; beyond it the least recently used ones go, and their connections are closed.</summary>
    /// <value>10,000.</value>
    public int MaxTenants { get; set; } = 10_000;
}
