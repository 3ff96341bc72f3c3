using System.Diagnostics;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>Through what a message was sent.</summary>
/// <param name="Tenant">For whom.</param>
/// <param name="Provider">The provider's word, or <c>none</c>.</param>
/// <param name="Route">Whose provider it is, or <c>none</c>.</param>
internal readonly record struct SendPlace(TenantId Tenant, string Provider, string Route)
{
    public TagList Tags(string? outcome = null)
    {
        var tags = new TagList { { TelemetryNames.Provider, Provider }, { TelemetryNames.Route, Route } };
        if (outcome is not null) tags.Add(TelemetryNames.Outcome, outcome);
        return tags;
    }
}
