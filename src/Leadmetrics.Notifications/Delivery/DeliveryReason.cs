namespace Leadmetrics.Notifications.Delivery;

/// <summary>Why a mail was deferred, dropped or bounced, in one word for all providers. The numbers are stored.</summary>
public enum DeliveryReason
{
    /// <summary>There is none: nothing went wrong.</summary>
    None = 0,

    /// <summary>Something else, or nothing that can be told from what was said.</summary>
    Other = 1,

    /// <summary>There is no such mailbox (5.1.1, 5.1.6), or the address is none (5.1.3).</summary>
    MailboxUnknown = 2,

    /// <summary>The mailbox takes no mail any more (5.2.1).</summary>
    MailboxDisabled = 3,

    /// <summary>The mailbox is full (5.2.2).</summary>
    MailboxFull = 4,

    /// <summary>The domain does not exist (5.1.2), or takes no mail (5.1.10).</summary>
    DomainUnknown = 5,

    /// <summary>The message is too large (5.2.3, 5.3.4).</summary>
    TooLarge = 6,

    /// <summary>The receiver blocks the sender: its address, its reputation or a policy (5.7.1).</summary>
    Blocked = 7,

    /// <summary>The content was taken for spam.</summary>
    Spam = 8,

    /// <summary>SPF, DKIM or DMARC failed (5.7.20 to 5.7.26).</summary>
    SenderNotAuthenticated = 9,

    /// <summary>Too many mails at once (4.7.0, 4.3.2).</summary>
    Throttled = 10,

    /// <summary>A first try is always put off (greylisting).</summary>
    Greylisted = 11,

    /// <summary>The receiver could not be reached, or its route does not work (4.4.x, 5.4.x).</summary>
    Unreachable = 12,

    /// <summary>It was tried until its time was over (4.4.7, 5.4.7).</summary>
    Expired = 13,

    /// <summary>The address is on a list of the provider's: bounced, complained or unsubscribed before.</summary>
    SuppressedByProvider = 14,

    /// <summary>The receiver's system is out of order (4.3.x).</summary>
    SystemFailure = 15,
}
