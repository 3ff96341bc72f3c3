using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>What a delivery event proves of a mail of which nobody knew whether it arrived. Pure.</summary>
/// <remarks>
/// Every event that a provider tells of a mail proves that the provider has it, a bounce and a drop as much as a delivery: it is not to be sent again. But it proves that of the transaction alone which held
/// its recipient. A recipient who was accepted by an earlier try proves nothing of those who are open, and a mail that has recipients left who were surely not reached stays held, since settling it would lose
/// them. A mail that a crash left held is taken to have gone in one transaction, as all but mails to more recipients than a provider takes at once do.
/// </remarks>
internal static class HeldMailProof
{
    /// <summary>Whether an event of this kind says that the provider has the mail.</summary>
    public static bool IsProof(DeliveryEventKind kind) => kind is not DeliveryEventKind.Queued;

    /// <summary>Whether a mail with this history has arrived, since there are events of these recipients.</summary>
    public static bool Settles(IReadOnlyList<MailAttempt> history, IReadOnlyCollection<string> recipients)
    {
        for (var i = history.Count - 1; i >= 0; i--)
        {
            if (history[i].Outcome is not (AttemptOutcome.Uncertain or AttemptOutcome.LeaseLost)) continue;
            var held = history[i].Recipients;
            if (held.Any(recipient => recipient.Outcome == RecipientOutcome.Deferred)) return false;
            return held.Count > 0
                ? recipients.Any(address => held.Any(recipient => recipient.Outcome == RecipientOutcome.Uncertain && IsSame(recipient.Address, address)))
                : recipients.Any(address => !IsReachedBefore(history, i, address));
        }

        // Its history is not kept any more, or was never told apart.
        return true;
    }

    private static bool IsReachedBefore(IReadOnlyList<MailAttempt> history, int before, string address) =>
        history.Take(before).Any(attempt => attempt.Recipients.Any(recipient => recipient.Outcome == RecipientOutcome.Accepted && IsSame(recipient.Address, address)));

    // An event has the address in lower case.
    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
