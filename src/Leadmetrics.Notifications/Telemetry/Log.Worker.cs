using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>What a worker of the queue tells.</summary>
internal static partial class Log
{
    [LoggerMessage(1220, LogLevel.Information, "Queue worker {Worker} has started.")]
    public static partial void QueueWorkerStarted(ILogger logger, string worker);

    [LoggerMessage(1221, LogLevel.Information, "Queue worker {Worker} has stopped; {Left} mails that it still held come back when their leases end.")]
    public static partial void QueueWorkerStopped(ILogger logger, string worker, int left);

    [LoggerMessage(1222, LogLevel.Warning, "The queue's duty to {Duty} failed and is tried again; this is told once a minute.")]
    public static partial void QueueDutyFailed(ILogger logger, string duty, Exception exception);

    [LoggerMessage(1223, LogLevel.Warning, "Mail {MailId} was not sent: this worker's lease on it (fence {Fence}) is not surely running any more. Another worker sends it.")]
    public static partial void LeaseLost(ILogger logger, Guid mailId, long fence);

    [LoggerMessage(1224, LogLevel.Warning, "What became of mail {MailId} ({Outcome}) was not stored, since another worker had taken it over: there may be a second copy, under the same Message-ID.")]
    public static partial void SettlementLost(ILogger logger, Guid mailId, string outcome);

    [LoggerMessage(1225, LogLevel.Error, "The store refused what became of mail {MailId}; it is stored without the server's words, or comes back when its lease ends.")]
    public static partial void SettlementRefused(ILogger logger, Guid mailId, Exception exception);

    [LoggerMessage(1226, LogLevel.Error, "Sending mail {MailId} ended in an unexpected error; it is tried again.")]
    public static partial void MailRunBroke(ILogger logger, Guid mailId, Exception exception);

    [LoggerMessage(1227, LogLevel.Warning, "{Mails} mails were taken back from workers that are gone.")]
    public static partial void MailsRescued(ILogger logger, int mails);

    [LoggerMessage(1228, LogLevel.Debug, "{Rows} rows or days of the queue's past were removed.")]
    public static partial void QueuePruned(ILogger logger, long rows);

    [LoggerMessage(1229, LogLevel.Warning, "The queue's past was not removed, or no room was made for the days to come; it is tried again in an hour.")]
    public static partial void QueueNotPruned(ILogger logger, Exception exception);
}
