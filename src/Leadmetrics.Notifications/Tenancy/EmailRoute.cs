namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The providers that may send for a tenant, in the order in which they are tried.</summary>
public sealed class EmailRoute
{
    internal EmailRoute(IReadOnlyList<RouteCandidate> candidates) => Candidates = candidates;

    /// <summary>When its rows were read, as a timestamp of the resolver's clock. Here, so that a cached resolve reads one object less.</summary>
    internal long LoadedAt { get; init; }

    /// <summary>At least one.</summary>
    public IReadOnlyList<RouteCandidate> Candidates { get; }

    /// <summary>The first one.</summary>
    public RouteCandidate Primary => Candidates[0];
}
