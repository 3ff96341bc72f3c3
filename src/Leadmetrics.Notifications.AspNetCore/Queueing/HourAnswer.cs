using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>What was done in an hour, which began then.</summary>
internal sealed record HourAnswer(DateTimeOffset Hour, long Sent, long Failed, long Deferred)
{
    public static HourAnswer Of(QueueHour hour) => new(hour.Hour, hour.Sent, hour.Failed, hour.Deferred);
}
