namespace Leadmetrics.Notifications.Telemetry;

/// <summary>How deep the queue was when it was looked at last.</summary>
internal sealed record QueueDepths(long Ready, long Scheduled, long Sending, long Held, long Dead, double OldestReadySeconds);
