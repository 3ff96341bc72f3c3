namespace Leadmetrics.Notifications.Queue;

/// <summary>How a queue stands.</summary>
public sealed record QueueStatus
{
    /// <summary>Mails that are due and wait for a worker.</summary>
    public long Ready { get; init; }

    /// <summary>Mails whose time has not come: scheduled, or to be tried again.</summary>
    public long Scheduled { get; init; }

    /// <summary>Mails that workers hold.</summary>
    public long Sending { get; init; }

    /// <summary>Mails of which nobody knows whether they arrived, and that somebody has to settle.</summary>
    public long Held { get; init; }

    /// <summary>Dead letters.</summary>
    public long Dead { get; init; }

    /// <summary>Mails sent in the last 60 minutes, to the minute.</summary>
    public long SentLastHour { get; init; }

    /// <summary>Mails that became dead letters in the last 60 minutes, to the minute.</summary>
    public long FailedLastHour { get; init; }

    /// <summary>How long the oldest ready mail has been due; <see langword="null"/> where there is none. For all tenants together that of paused ones is left out.</summary>
    public TimeSpan? OldestReady { get; init; }

    /// <summary>Whether the tenant is paused; for all tenants together: whether any is.</summary>
    public bool Paused { get; init; }

    /// <summary>All that are not settled yet: ready, scheduled and with workers.</summary>
    public long Pending => Ready + Scheduled + Sending;
}
