namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>What came of putting a mail into the queue.</summary>
public enum EnqueueOutcome
{
    /// <summary>It is in the queue.</summary>
    Queued,

    /// <summary>The same mail was queued under its key before; nothing was stored.</summary>
    Known,

    /// <summary>Another mail was queued under its key before; nothing was stored.</summary>
    KeyReused,

    /// <summary>The time to send it at has passed by more than a minute; nothing was stored.</summary>
    SendAtPast,

    /// <summary>The time to send it at lies more than 366 days ahead; nothing was stored.</summary>
    SendAtFar,

    /// <summary>Trying has ended before it can begin; nothing was stored.</summary>
    Expired,

    /// <summary>Trying would end more than 30 days after the time it may be sent; nothing was stored.</summary>
    ExpiresFar,
}
