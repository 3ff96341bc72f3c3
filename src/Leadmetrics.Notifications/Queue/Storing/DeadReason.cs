namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Why a mail is a dead letter. The numbers are kept in databases: only ever added to.</summary>
public enum DeadReason
{
    /// <summary>Refused for good: the message, its sender or all of its recipients.</summary>
    Rejected = 0,

    /// <summary>Trying ended (<see cref="QueueOptions.ExpiresAt"/>) before it could be sent.</summary>
    Expired = 1,

    /// <summary>What is stored cannot be read back, or three processes crashed over it.</summary>
    Poison = 2,

    /// <summary>Everybody it was for is on the suppression list.</summary>
    Suppressed = 3,

    /// <summary>It counts more than the limit of its account ever lets through at once.</summary>
    LimitTooSmall = 4,
}
