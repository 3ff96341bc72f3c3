namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>Which dead letters to put back.</summary>
internal sealed record RequeueBody
{
    /// <summary>Their ids; absent: all.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }
}
