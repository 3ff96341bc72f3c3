namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Which entries of a suppression list to show.</summary>
public sealed record SuppressionQuery
{
    /// <summary>The most entries of one page.</summary>
    public const int MaxPage = 1000;

    /// <summary>Entries of this reason alone.</summary>
    public SuppressionReason? Reason { get; init; }

    /// <summary>Entries whose address begins so; compared in lower case.</summary>
    public string? Prefix { get; init; }

    /// <summary>Entries behind this one: the last of the page before.</summary>
    public Suppression? After { get; init; }

    /// <summary>How many; 1 to 1,000.</summary>
    /// <value>100.</value>
    public int Most { get; init => field = value is >= 1 and <= MaxPage ? value : throw new ArgumentOutOfRangeException(nameof(value), $"A page has 1 to {MaxPage} entries."); } = 100;
}
