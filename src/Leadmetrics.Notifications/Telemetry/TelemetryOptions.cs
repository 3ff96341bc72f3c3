namespace Leadmetrics.Notifications.Telemetry;

/// <summary>What metrics and traces tell.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Whether the tenant's id is a tag of the counter of sends and of activities: one time series a tenant, and an id in every trace.</summary>
    /// <value><see langword="false"/>.</value>
    public bool TagTenant { get; set; }
}
