namespace Leadmetrics.Notifications.Delivery;

/// <summary>What became of a mail for one recipient. The numbers are stored, and their order is how far a mail has come: a later one is never undone by an earlier one.</summary>
public enum DeliveryEventKind
{
    /// <summary>It was queued here.</summary>
    Queued = 0,

    /// <summary>The provider took it.</summary>
    Accepted = 1,

    /// <summary>The recipient's server did not take it yet; the provider tries again.</summary>
    Deferred = 2,

    /// <summary>The recipient's server took it.</summary>
    Delivered = 3,

    /// <summary>It was opened, or a program fetched its images.</summary>
    Opened = 4,

    /// <summary>A link in it was followed.</summary>
    Clicked = 5,

    /// <summary>The provider did not try: the address is on a list of its own, or the message was refused.</summary>
    Dropped = 6,

    /// <summary>The recipient's server refused it, at once or later by a report.</summary>
    Bounced = 7,

    /// <summary>The recipient left the list.</summary>
    Unsubscribed = 8,

    /// <summary>The recipient called it spam.</summary>
    Complained = 9,
}
