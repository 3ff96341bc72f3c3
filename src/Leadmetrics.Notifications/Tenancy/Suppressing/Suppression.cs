namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>One entry of a tenant's suppression list; an address may have one for each reason.</summary>
public sealed record Suppression
{
    /// <summary>Whose list it is.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The address: lower case, the domain in ASCII, as <see cref="SuppressedAddress"/> makes it.</summary>
    public required string Address { get; init; }

    /// <summary>Why.</summary>
    public required SuppressionReason Reason { get; init; }

    /// <summary>Which mail it does not get.</summary>
    public required SuppressionScope Scope { get; init; }

    /// <summary>Since when; UTC, at most microseconds. An entry that is made again keeps its first time.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; UTC, at most microseconds.</summary>
    /// <value><see langword="null"/>: never.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The Message-ID of the mail that it came of, where it came of one.</summary>
    public string? MessageId { get; init; }

    /// <summary>What was said, or why somebody put it there; at most 200 characters.</summary>
    public string? Note { get; init; }

    /// <summary>For logs: no address.</summary>
    /// <returns>Reason and scope.</returns>
    public override string ToString() => $"Suppression {{ Reason = {Reason}, Scope = {Scope} }}";
}
