namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>How long the queue keeps what it is done with.</summary>
public sealed record QueueRetention
{
    /// <summary>How long history is kept.</summary>
    /// <value>30 days.</value>
    public TimeSpan History { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long dead letters are kept, to be looked at and requeued.</summary>
    /// <value>30 days.</value>
    public TimeSpan Dead { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long idempotency keys are kept; one whose mail is live or dead is kept in any case.</summary>
    /// <value>7 days.</value>
    public TimeSpan Keys { get; init; } = TimeSpan.FromDays(7);
}
