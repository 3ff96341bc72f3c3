namespace Leadmetrics.Notifications.Queue;

/// <summary>Where a queued mail stands.</summary>
public enum QueuedMailState
{
    /// <summary>It is due and waits for a worker.</summary>
    Ready,

    /// <summary>Its time has not come: scheduled, or to be tried again.</summary>
    Scheduled,

    /// <summary>A worker holds it.</summary>
    Sending,

    /// <summary>Nobody knows whether it arrived; somebody has to settle it.</summary>
    Held,

    /// <summary>It was sent.</summary>
    Sent,

    /// <summary>It is a dead letter.</summary>
    Dead,

    /// <summary>Somebody took it out of the queue.</summary>
    Cancelled,
}
