namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>What a server did for a recipient, by the words of RFC 3464 section 2.3.3.</summary>
public enum BounceAction
{
    /// <summary>It gave up.</summary>
    Failed = 0,

    /// <summary>It could not deliver yet and tries again.</summary>
    Delayed = 1,

    /// <summary>It delivered. A mail that was complained of was delivered, too.</summary>
    Delivered = 2,

    /// <summary>It handed the mail to a server that sends no reports: the last that will be heard.</summary>
    Relayed = 3,

    /// <summary>It delivered to an address behind which stand others, and says no more of them.</summary>
    Expanded = 4,
}
