using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>What became of a mail, in a word for metrics and logs.</summary>
internal static class QueueWords
{
    public static string Of(Settlement settlement) => settlement switch
    {
        { Kind: SettlementKind.Release } => "released",
        { Kind: SettlementKind.Hold } => "held",
        { Kind: SettlementKind.Retry, Attempt.Outcome: AttemptOutcome.Uncertain } => "uncertain",
        { Kind: SettlementKind.Retry, Attempt.Outcome: AttemptOutcome.PartlySent } => "partly_sent",
        { Kind: SettlementKind.Retry } => "deferred",
        { Kind: SettlementKind.Done } => "sent",
        { Reason: DeadReason.Expired } => "dead_expired",
        { Reason: DeadReason.Poison } => "dead_poison",
        { Reason: DeadReason.Suppressed } => "dead_suppressed",
        { Reason: DeadReason.LimitTooSmall } => "dead_limit_too_small",
        _ => "dead_rejected",
    };
}
