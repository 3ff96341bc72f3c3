using Leadmetrics.Notifications.Delivery.Bounces;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>What came of a mail that was handed in as a report.</summary>
/// <param name="Kind">What came of it.</param>
public sealed record BounceOutcome(BounceOutcomeKind Kind)
{
    /// <summary>How many events it added; 0 where it was handed in before.</summary>
    public int Stored { get; init; }

    /// <summary>The Message-ID that it was matched to, without angle brackets.</summary>
    public string? MessageId { get; init; }

    /// <summary>What was read.</summary>
    /// <value><see langword="null"/>: it is no report.</value>
    public BounceReport? Report { get; init; }
}
