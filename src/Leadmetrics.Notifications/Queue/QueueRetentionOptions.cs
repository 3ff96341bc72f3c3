using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue;

/// <summary>How long the queue keeps what it is done with.</summary>
public sealed class QueueRetentionOptions
{
    /// <summary>How long the history of mails is kept, 1 hour to 400 days.</summary>
    /// <value>30 days.</value>
    public TimeSpan History { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long dead letters are kept, 1 hour to 400 days.</summary>
    /// <value>30 days.</value>
    public TimeSpan Dead { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a key keeps a mail from being queued twice, 1 hour to 400 days; in any case for as long as its mail waits or is a dead letter.</summary>
    /// <value>7 days.</value>
    public TimeSpan Keys { get; set; } = TimeSpan.FromDays(7);

    internal QueueRetention ToRetention() => new() { History = History, Dead = Dead, Keys = Keys };
}
