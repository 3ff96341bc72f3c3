using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary>One look at a queue.</summary>
/// <param name="Seconds">When, since the first look.</param>
/// <param name="Status">How it stood.</param>
/// <param name="Sent">Mails sent since the first look.</param>
/// <param name="Failed">Mails that became dead letters since then.</param>
internal readonly record struct QueueSample(double Seconds, QueueStatus Status, long Sent, long Failed)
{
    /// <summary>Mails that are settled since the first look.</summary>
    public long Done => Sent + Failed;
}
