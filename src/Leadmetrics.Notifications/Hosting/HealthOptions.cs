namespace Leadmetrics.Notifications.Hosting;

/// <summary>When health checks call the host unwell.</summary>
public sealed class HealthOptions
{
    /// <summary>How long the database may take to answer a check, 100 milliseconds to 1 minute.</summary>
    /// <value>2 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long what the database answered stands for the checks that follow, zero to 10 minutes: a probe every second asks it no more often.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Above which share of the enabled providers, unverified and failing ones together turn the host degraded; 0 to 1.</summary>
    /// <value>0.25.</value>
    public double FailingShare { get; set; } = 0.25;

    /// <summary>How many unverified and failing providers there are at least before the share is looked at; at least 1.</summary>
    /// <value>5.</value>
    public int FailingAtLeast { get; set; } = 5;

    /// <summary>How long mail of a tenant that is not paused may be due before the host is called degraded: no worker runs, or they do not keep up. 1 second to 7 days.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan QueueLag { get; set; } = TimeSpan.FromMinutes(10);
}
