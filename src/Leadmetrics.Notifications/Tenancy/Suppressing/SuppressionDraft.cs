namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>An entry that somebody puts on a list.</summary>
public sealed record SuppressionDraft
{
    /// <summary>Why.</summary>
    /// <value><see cref="SuppressionReason.Manual"/>.</value>
    public SuppressionReason Reason { get; init; } = SuppressionReason.Manual;

    /// <summary>Which mail the address gets no more.</summary>
    /// <value><see cref="SuppressionScope.All"/>.</value>
    public SuppressionScope Scope { get; init; } = SuppressionScope.All;

    /// <summary>When it ends.</summary>
    /// <value><see langword="null"/>: never.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why, in words; at most 200 characters.</summary>
    public string? Note { get; init; }
}
