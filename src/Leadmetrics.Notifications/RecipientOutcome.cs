namespace Leadmetrics.Notifications;

/// <summary>What came of one recipient.</summary>
public enum RecipientOutcome
{
    /// <summary>The server took the message for this recipient.</summary>
    Accepted,

    /// <summary>Permanently refused.</summary>
    Rejected,

    /// <summary>Not taken now.</summary>
    Deferred,

    /// <summary>The server may or may not have taken it.</summary>
    Uncertain,

    /// <summary>Left out, because the address is on the tenant's suppression list.</summary>
    Suppressed,
}
