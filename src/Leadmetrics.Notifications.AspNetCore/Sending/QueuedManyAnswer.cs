namespace Leadmetrics.Notifications.AspNetCore.Sending;

/// <summary>Mails that were queued, in the order of the messages.</summary>
internal sealed record QueuedManyAnswer(IReadOnlyList<Guid> Ids);
