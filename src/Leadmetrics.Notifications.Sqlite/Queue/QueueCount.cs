namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>What was done: mails that were sent, that became dead letters, and tries that are to be repeated.</summary>
internal readonly record struct QueueCount(long Sent, long Failed, long Deferred)
{
    public static QueueCount operator +(QueueCount one, QueueCount other) => new(one.Sent + other.Sent, one.Failed + other.Failed, one.Deferred + other.Deferred);
}
