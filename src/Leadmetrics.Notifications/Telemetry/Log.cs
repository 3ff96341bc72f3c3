using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>Everything this assembly logs. Event ids 1000 to 1999. No address of a person, no secret, no tenant id in any of it; addresses and words of machines in 1006, 1050, 1051 and the transcript (1090 to 1092) alone.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "A provider ({Provider}) failed with {Kind} at {Phase}; the next one of the route is tried.")]
    public static partial void CandidateFailed(ILogger logger, string provider, FailureKind kind, SendPhase phase);

    [LoggerMessage(1002, LogLevel.Warning, "The store of provider rows does not answer; a route of {Age} ago goes on serving.")]
    public static partial void ServingStaleRoute(ILogger logger, TimeSpan age, Exception exception);

    [LoggerMessage(1003, LogLevel.Error, "Closing the connections of a retired provider failed.")]
    public static partial void RetireFailed(ILogger logger, Exception exception);

    [LoggerMessage(1004, LogLevel.Information, "Migration {Version} ({Name}) was applied to {Store}.")]
    public static partial void MigrationApplied(ILogger logger, int version, string name, string store);

    [LoggerMessage(1005, LogLevel.Warning, "Provider row {RowId} was stored with a warning on {Field}: {Remedy}.")]
    public static partial void ProviderWarned(ILogger logger, Guid rowId, string field, string remedy);

    [LoggerMessage(1006, LogLevel.Information, "Provider row {RowId} ({Provider}) was tested: {Summary}. {Facts}")]
    public static partial void ProviderTested(ILogger logger, Guid rowId, string provider, string summary, string facts);

    [LoggerMessage(1007, LogLevel.Warning, "A provider ({Provider}) of the host's configuration has a warning on {Field}: {Remedy}.")]
    public static partial void ConfiguredProviderWarned(ILogger logger, string provider, string field, string remedy);

    [LoggerMessage(1008, LogLevel.Warning, "An SMTP server took a message ({MessageId}) at its end although it had refused its sender or all its recipients before.")]
    public static partial void AcceptedAgainstRefusal(ILogger logger, string messageId);

    [LoggerMessage(1009, LogLevel.Warning, "Mail is redirected (Redirect): no recipient gets any but those of {AllowedDomains} allowed domains.")]
    public static partial void MailRedirected(ILogger logger, int allowedDomains);

    [LoggerMessage(1010, LogLevel.Warning, "One-click unsubscribing (RFC 8058) goes through {Host} without a DKIM signature of ours (dkim): mail programs offer it only where that server signs List-Unsubscribe and List-Unsubscribe-Post.")]
    public static partial void OneClickUnsigned(ILogger logger, string host);

    [LoggerMessage(1060, LogLevel.Information, "Changes of provider rows are heard as they are made.")]
    public static partial void ChangeFeedListening(ILogger logger);

    [LoggerMessage(1061, LogLevel.Warning, "Changes of provider rows are not heard at the moment; they take effect within the time to live of a route. Trying again in about {Pause}.")]
    public static partial void ChangeFeedLost(ILogger logger, TimeSpan pause, Exception exception);

    [LoggerMessage(1062, LogLevel.Error, "Dealing with an event of a provider failed.")]
    public static partial void ProviderEventFailed(ILogger logger, Exception exception);

    [LoggerMessage(1063, LogLevel.Error, "More than {Waiting} events of providers wait to be dealt with: the oldest is lost. A sink is too slow.")]
    public static partial void ProviderEventLost(ILogger logger, int waiting);

    [LoggerMessage(1100, LogLevel.Warning, "The suppression list cannot be asked: mail that is no bulk mail goes out without it, bulk mail waits. It is said once a minute.")]
    public static partial void SuppressionsNotAsked(ILogger logger, Exception exception);

    [LoggerMessage(1101, LogLevel.Error, "A batch ended with an error in the middle: {Unknown} of its {Mails} mails are reported as uncertain.")]
    public static partial void BatchBroke(ILogger logger, int unknown, int mails, Exception exception);

    [LoggerMessage(1102, LogLevel.Information, "{Count} entries of suppression lists that ended more than 30 days ago were removed.")]
    public static partial void SuppressionsPruned(ILogger logger, long count);

    [LoggerMessage(1103, LogLevel.Warning, "Entries of suppression lists that have ended could not be removed; it is tried again in an hour.")]
    public static partial void SuppressionsNotPruned(ILogger logger, Exception exception);

    [LoggerMessage(1050, LogLevel.Warning, "An SMTP account's server {Host}:{Port} is not called, because {Reason}. It is said once a minute.")]
    public static partial void ConnectDenied(ILogger logger, string host, int port, string reason);

    [LoggerMessage(1051, LogLevel.Warning, "Connecting to an SMTP account's server {Host}:{Port} failed with {Kind} at {Phase}: {Cause}. It is said once a minute.")]
    public static partial void ConnectFailed(ILogger logger, string host, int port, FailureKind kind, SendPhase phase, string cause);

    [LoggerMessage(1055, LogLevel.Warning, "All mail of this environment is delivered to the catcher {Host}:{Port} (Capture), whoever its provider is.")]
    public static partial void MailCaptured(ILogger logger, string host, int port);

    [LoggerMessage(1040, LogLevel.Warning, "A sending limit is reached ({Scope}: {Limit} {Span}); a message that counts {Amount} was not sent, {Refused} in all since this was last told.")]
    public static partial void LimitReached(ILogger logger, string scope, int limit, string span, int amount, long refused);

    [LoggerMessage(1041, LogLevel.Warning, "The store of sending limits does not answer; a message was not sent ({Scope}).")]
    public static partial void BudgetUnavailable(ILogger logger, string scope, Exception exception);

    [LoggerMessage(1042, LogLevel.Warning, "What a message that was not sent had taken of a sending limit ({Scope}) could not be given back; it counts until its window has passed.")]
    public static partial void GiveBackFailed(ILogger logger, string scope, Exception exception);

    [LoggerMessage(1043, LogLevel.Information, "A tenant was erased: {Providers} providers and {Counts} counts of what it had sent.")]
    public static partial void TenantErased(ILogger logger, int providers, int counts);

    [LoggerMessage(1044, LogLevel.Information, "A recipient was erased: {LastErrors} last errors that held the address.")]
    public static partial void RecipientErased(ILogger logger, int lastErrors);

    [LoggerMessage(1110, LogLevel.Warning, "A call of the webhook of {Account} was refused with {Status}: {Reason}. It is said once a minute.")]
    public static partial void WebhookRefused(ILogger logger, string account, int status, string reason);

    [LoggerMessage(1111, LogLevel.Error, "A sink of delivery events failed; {Count} events are stored and were not dealt with by it.")]
    public static partial void DeliverySinkFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(1112, LogLevel.Error, "A call of a webhook cannot be dealt with at the moment; the provider sends it again. It is said once a minute.")]
    public static partial void WebhookUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(1113, LogLevel.Warning, "{Count} events of kinds that this version does not know were passed over in a call of the webhook of {Account}. It is said once a minute.")]
    public static partial void UnknownEventsPassedOver(ILogger logger, int count, string account);

    [LoggerMessage(1114, LogLevel.Information, "{Count} rows of delivery events older than {Retention} were removed.")]
    public static partial void DeliveryEventsPruned(ILogger logger, long count, TimeSpan retention);

    [LoggerMessage(1115, LogLevel.Warning, "Delivery events that are too old could not be removed; it is tried again in an hour.")]
    public static partial void PruningFailed(ILogger logger, Exception exception);

    [LoggerMessage(1116, LogLevel.Error, "{Count} events were dropped in a call of the webhook of {Account}: {Reason}. It is said once a minute.")]
    public static partial void DeliveryEventsDropped(ILogger logger, int count, string account, string reason);

    [LoggerMessage(1020, LogLevel.Information, "A rotation to the key {KeyId} has begun: {Rows} rows.")]
    public static partial void RotationStarted(ILogger logger, string keyId, long rows);

    [LoggerMessage(1021, LogLevel.Information, "The rotation to the key {KeyId} has ended: {Rewrapped} rows rewrapped, {Reencrypted} re-encrypted, {AlreadyCurrent} were current, {Failed} are left.")]
    public static partial void RotationEnded(ILogger logger, string keyId, long rewrapped, long reencrypted, long alreadyCurrent, long failed);

    [LoggerMessage(1022, LogLevel.Warning, "The rotation has left provider row {RowId} as it was: {Reason}")]
    public static partial void RotationLeftRow(ILogger logger, Guid rowId, string reason);

    [LoggerMessage(1023, LogLevel.Warning, "The rotation found more to do in each of {Passes} passes: does a host still seal under another key?")]
    public static partial void RotationNotSettled(ILogger logger, int passes);

    [LoggerMessage(1030, LogLevel.Information, "{Provider} gave a new OAuth2 access token for provider row {RowId}; it lasts {Lifetime}.")]
    public static partial void TokenRefreshed(ILogger logger, string provider, Guid? rowId, TimeSpan lifetime);

    [LoggerMessage(1031, LogLevel.Warning, "No OAuth2 access token could be had from {Provider} for provider row {RowId}: {Kind}. {Reason}")]
    public static partial void TokenRefreshFailed(ILogger logger, string provider, Guid? rowId, FailureKind kind, string reason);

    [LoggerMessage(1032, LogLevel.Warning, "Provider row {RowId} needs a new authorization by {Provider}; it is not asked again before the settings change or the row is tested. {Reason}")]
    public static partial void NeedsReauthorization(ILogger logger, string provider, Guid? rowId, string reason);

    [LoggerMessage(1033, LogLevel.Warning, "What {Provider} refused could not be noted for provider row {RowId}: another host may ask once more.")]
    public static partial void RefusalNotStored(ILogger logger, string provider, Guid? rowId, Exception exception);

    [LoggerMessage(1135, LogLevel.Warning, "Amazon SES in {Region} refuses requests by their time: this host's clock is {Apart} ahead of it.")]
    public static partial void SesClockApart(ILogger logger, string region, TimeSpan apart);

    [LoggerMessage(1090, LogLevel.Trace, "SMTP connection {Connection} is opened to {Host}:{Port}.")]
    public static partial void TranscriptBegun(ILogger logger, long connection, string host, int port);

    [LoggerMessage(1091, LogLevel.Trace, "SMTP connection {Connection} C: {Line}")]
    public static partial void TranscriptSent(ILogger logger, long connection, string line);

    [LoggerMessage(1092, LogLevel.Trace, "SMTP connection {Connection} S: {Line}")]
    public static partial void TranscriptReceived(ILogger logger, long connection, string line);

    [LoggerMessage(1093, LogLevel.Information, "SMTP transcripts are on for {Tenants} tenants now (Smtp:TranscriptTenants); connections that are opened from now on are heard.")]
    public static partial void TranscriptsSwitched(ILogger logger, int tenants);

    [LoggerMessage(1094, LogLevel.Warning, "The reloaded configuration is wrong; SMTP transcripts stay switched as they were.")]
    public static partial void TranscriptsNotSwitched(ILogger logger, Exception exception);

    [LoggerMessage(1130, LogLevel.Warning, "SendGrid asked not to be called for {Wait} ({Requests} of account {Account}); such requests fail at once until then.")]
    public static partial void SendGridAccountClosed(ILogger logger, string account, string requests, TimeSpan wait);

    [LoggerMessage(1131, LogLevel.Warning, "SendGrid refused {Refused} of a batch's {Mails} mails by name; the others are posted once more.")]
    public static partial void SendGridBatchPostedAgain(ILogger logger, int refused, int mails);

    [LoggerMessage(1132, LogLevel.Information, "{Mails} mails of a batch go out by themselves: their values are more than SendGrid fills in.")]
    public static partial void SendGridMailsSentAlone(ILogger logger, int mails);

    [LoggerMessage(1133, LogLevel.Information, "What a SendGrid batch has not sent yet was given the status {Status}.")]
    public static partial void SendGridBatchSet(ILogger logger, string status);

    [LoggerMessage(1134, LogLevel.Warning, "{Mails} mails of a batch did not leave any more, after others had been posted; they are reported as deferred.")]
    public static partial void SendGridBatchBroke(ILogger logger, int mails, Exception exception);

    [LoggerMessage(1120, LogLevel.Debug, "A report ({Kind}) about SMTP mail has added {Added} of {Events} events.")]
    public static partial void BounceStored(ILogger logger, string kind, int added, int events);

    [LoggerMessage(1121, LogLevel.Information, "A report ({Kind}) about SMTP mail was not matched: it names {Missing}.")]
    public static partial void BounceUnmatched(ILogger logger, string kind, string missing);

    // What the queue tells.
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

    // What a worker of the queue tells.
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
