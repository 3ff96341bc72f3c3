namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>What follows from one kind of event.</summary>
public sealed class SuppressionPolicy
{
    /// <summary>Whether it puts the address on the tenant's list.</summary>
    /// <value><see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Which mail the address gets no more.</summary>
    public SuppressionScope Scope { get; set; }

    /// <summary>How long, from the event on: 1 minute to 10 years.</summary>
    /// <value><see langword="null"/>: for good.</value>
    public TimeSpan? Duration { get; set; }
}
