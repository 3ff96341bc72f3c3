namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Which events put an address on its tenant's suppression list, for which mail, and how long.</summary>
public sealed class SuppressionOptions
{
    /// <summary>A server said for good that there is no such mailbox.</summary>
    /// <value>All mail, for good.</value>
    public SuppressionPolicy HardBounce { get; } = new() { Scope = SuppressionScope.All };

    /// <summary>The recipient called a message spam.</summary>
    /// <value>Bulk mail, for good: who reports a newsletter still gets a password reset.</value>
    public SuppressionPolicy Complaint { get; } = new() { Scope = SuppressionScope.Bulk };

    /// <summary>The recipient left the list.</summary>
    /// <value>Bulk mail, for good.</value>
    public SuppressionPolicy Unsubscribe { get; } = new() { Scope = SuppressionScope.Bulk };
}
