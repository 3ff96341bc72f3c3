using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Telemetry;

// What the queue tells.
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Warning, "Queued mail does not go through {Account} ({Provider}) for {Wait}: it failed with {Kind} at {Phase}, {Times} times in a row.")]
    public static partial void AccountWaits(ILogger logger, string account, string provider, FailureKind kind, SendPhase phase, TimeSpan wait, int times);

    [LoggerMessage(1201, LogLevel.Error, "Queued mail does not go through {Account} ({Provider}) before its row is edited or tested: it was refused again and again with {Kind} at {Phase}.")]
    public static partial void AccountWaitsForEdit(ILogger logger, string account, string provider, FailureKind kind, SendPhase phase);

    [LoggerMessage(1202, LogLevel.Information, "Queued mail goes through {Account} again.")]
    public static partial void AccountWorks(ILogger logger, string account);

    [LoggerMessage(1203, LogLevel.Error, "The worker met an error over the queued mail {MailId}; it is tried again, or is uncertain where it may have left.")]
    public static partial void CourierBroke(ILogger logger, Guid mailId, Exception exception);

    [LoggerMessage(1204, LogLevel.Error, "What is stored of the queued mail {MailId} cannot be read back: it is a dead letter now.")]
    public static partial void MailUnreadable(ILogger logger, Guid mailId, Exception? exception);

    [LoggerMessage(1205, LogLevel.Warning, "A tenant's queued mail waits, since no provider can be found or opened for it: {Kind}. It is said once a minute.")]
    public static partial void RouteNotFound(ILogger logger, FailureKind kind, Exception exception);

    [LoggerMessage(1206, LogLevel.Information, "The held mail {MailId} has arrived, as a delivery event proves.")]
    public static partial void HeldMailArrived(ILogger logger, Guid mailId);

    [LoggerMessage(1207, LogLevel.Warning, "The store was not asked whether {Account} may be tried again; it waits some seconds more.")]
    public static partial void BreakerNotAsked(ILogger logger, string account, Exception exception);

    [LoggerMessage(1208, LogLevel.Warning, "That {Account} fails, or works again, could not be stored: this process alone knows.")]
    public static partial void BreakerNotWritten(ILogger logger, string account, Exception exception);

    [LoggerMessage(1209, LogLevel.Warning, "The queued mail {MailId}, and maybe others, was written by a later version than this worker's: it goes back untried, for a worker of that version. It is said once a minute.")]
    public static partial void MailOfLaterForm(ILogger logger, Guid mailId, Exception exception);
}
