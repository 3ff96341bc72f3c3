namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>What came of a mail that was handed in as a report.</summary>
public enum BounceOutcomeKind
{
    /// <summary>It is no report: an answer, a newsletter, a read receipt.</summary>
    NotAReport = 0,

    /// <summary>It is a report, but names no message that this library could have sent for the tenant, or two, or no recipient.</summary>
    Unmatched = 1,

    /// <summary>What it says is stored, now or when it was handed in before.</summary>
    Stored = 2,
}
