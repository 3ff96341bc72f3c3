namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>What a report tells of.</summary>
public enum BounceReportKind
{
    /// <summary>What became of a mail on its way (RFC 3464, or a text of the same purpose).</summary>
    DeliveryStatus = 0,

    /// <summary>A recipient called the mail spam (RFC 5965).</summary>
    Complaint = 1,
}
