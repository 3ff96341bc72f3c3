namespace Leadmetrics.Notifications;

/// <summary>Which of a tenant's mails go first.</summary>
public enum QueueLane
{
    /// <summary>Mail that somebody waits for: before bulk.</summary>
    Transactional,

    /// <summary>Newsletters and the like.</summary>
    Bulk,
}
