namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Why an address is on a tenant's suppression list. The numbers are stored.</summary>
public enum SuppressionReason
{
    /// <summary>A server said for good that there is no such mailbox (5.1.1, 5.1.3, 5.1.6, 5.1.10, 5.2.1).</summary>
    HardBounce = 1,

    /// <summary>The recipient called a message spam.</summary>
    Complaint = 2,

    /// <summary>The recipient left the list.</summary>
    Unsubscribe = 3,

    /// <summary>Somebody put it there.</summary>
    Manual = 4,
}
