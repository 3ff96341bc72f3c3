namespace Leadmetrics.Notifications.Queue;

/// <summary>What was done in an hour.</summary>
/// <param name="Hour">When it began, UTC.</param>
/// <param name="Sent">Mails that were sent.</param>
/// <param name="Failed">Mails that became dead letters.</param>
/// <param name="Deferred">Tries that are to be repeated.</param>
public sealed record QueueHour(DateTimeOffset Hour, long Sent, long Failed, long Deferred);
