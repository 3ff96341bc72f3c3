using System.Globalization;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>What a sender is told when a limit stops a message, or when the limits cannot be asked.</summary>
internal static class LimitFailures
{
    public static EmailDeliveryException Reached(BudgetRefusal refusal, BudgetOwner owner, string provider, string messageId) => new(new EmailFailure
    {
        Kind = FailureKind.LimitReached,
        Phase = SendPhase.Resolve,
        Outcome = refusal.RetryAfter is null ? SendOutcome.Rejected : SendOutcome.Deferred,
        Message = refusal.RetryAfter is null ? NeverFits(refusal, owner) : UsedUp(refusal, owner),
        RetryAfter = refusal.RetryAfter,
        Remedy = refusal.RetryAfter is null ? Remedies.LargerThanLimit : owner == BudgetOwner.Account ? Remedies.SendingLimitReached : Remedies.PlatformLimitReached,
        Provider = provider,
        MessageId = messageId,
    });

    public static EmailDeliveryException NotAsked(StoreException failed, string provider, string messageId) => new(
        new EmailFailure
        {
            Kind = failed.IsTransient ? FailureKind.Unavailable : FailureKind.Configuration,
            Phase = SendPhase.Resolve,
            Outcome = failed.IsTransient ? SendOutcome.Deferred : SendOutcome.Rejected,
            // The store's own sentence names a machine, and this one reaches tenants.
            Message = "Whether a sending limit is reached cannot be told, since the store of limits does not answer: nothing was sent.",
            Provider = provider,
            MessageId = messageId,
        },
        failed);

    /// <summary>A span in a sentence, such as <c>an hour</c>.</summary>
    public static string Each(BudgetSpan span) => span switch
    {
        BudgetSpan.Second => "a second",
        BudgetSpan.Minute => "a minute",
        BudgetSpan.Hour => "an hour",
        _ => "a day",
    };

    private static string UsedUp(BudgetRefusal refusal, BudgetOwner owner) => owner == BudgetOwner.Platform
        ? "What may be sent through the platform's account is used up for now: nothing was sent."
        : $"{Name(owner)} of {Amount(refusal.Limit, refusal)} {Each(refusal.Span)} is used up: nothing was sent.";

    private static string NeverFits(BudgetRefusal refusal, BudgetOwner owner) => owner == BudgetOwner.Platform
        ? $"The message counts {Amount(refusal.Charge.Amount, refusal)}, more than may ever be sent through the platform's account in {Each(refusal.Span)}: it can never be sent."
        : $"The message counts {Amount(refusal.Charge.Amount, refusal)}, more than {Name(owner, capital: false)} of {Amount(refusal.Limit, refusal)} {Each(refusal.Span)}: it can never be sent.";

    private static string Name(BudgetOwner owner, bool capital = true) =>
        (capital ? "The " : "the ") + (owner == BudgetOwner.Account ? "account's sending limit" : "tenant's limit on the platform's account");

    private static string Amount(int amount, BudgetRefusal refusal)
    {
        var unit = refusal.Charge.Limits.CountMessages ? "message" : "recipient";
        return string.Create(CultureInfo.InvariantCulture, $"{amount} {unit}{(amount == 1 ? "" : "s")}");
    }
}
