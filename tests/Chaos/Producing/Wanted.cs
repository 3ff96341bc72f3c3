using Leadmetrics.Notifications;

namespace Leadmetrics.Chaos.Producing;

/// <summary>A mail that somebody wants to be sent.</summary>
internal sealed record Wanted
{
    /// <summary>Its subject: no two mails have the same one.</summary>
    public required string Subject { get; init; }

    public required TenantId Tenant { get; init; }

    public string? Key { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public OnUncertain OnUncertain { get; init; }

    public QueueLane Lane { get; init; }

    /// <summary>How many octets are attached.</summary>
    public int Attached { get; init; }

    /// <summary>To how many recipients it is.</summary>
    public int Recipients { get; init; } = 1;

    /// <summary>Which transaction or bulk call it belongs to, whose mails are all queued or none; 0: none.</summary>
    public int Together { get; init; }
}
