namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>What came of one try. The numbers are kept in databases: only ever added to.</summary>
public enum AttemptOutcome
{
    /// <summary>Every recipient that was open was accepted, or is left out for good beside one that was accepted.</summary>
    Sent = 0,

    /// <summary>Some were accepted, others are open.</summary>
    PartlySent = 1,

    /// <summary>Nobody was reached; later tries may do better.</summary>
    Deferred = 2,

    /// <summary>Refused for good.</summary>
    Rejected = 3,

    /// <summary>Nobody knows: the answer to the final dot did not come.</summary>
    Uncertain = 4,

    /// <summary>The worker's lease ran out while it held the mail: it may have sent it.</summary>
    LeaseLost = 5,

    /// <summary>Trying ended before the mail could be sent.</summary>
    Expired = 6,

    /// <summary>What is stored cannot be read back, or three processes crashed over it.</summary>
    Poison = 7,

    /// <summary>Somebody took it out of the queue.</summary>
    Cancelled = 8,

    /// <summary>Somebody, or a delivery event, said that it had arrived.</summary>
    SettledAsDelivered = 9,

    /// <summary>Somebody put it back into the queue.</summary>
    Requeued = 10,

    /// <summary>Everybody it was for is on the suppression list.</summary>
    Suppressed = 11,
}
