using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications;

/// <summary>One mail of a batch: its recipient, and the identity minted for it once.</summary>
/// <param name="Recipient">Who gets it, and what it says.</param>
/// <param name="Mailbox">The recipient's address as the envelope carries it.</param>
/// <param name="MessageId">The Message-ID, without angle brackets.</param>
public sealed record EmailBatchItem(EmailBatchRecipient Recipient, Mailbox Mailbox, string MessageId)
{
    /// <summary>For logs: no address.</summary>
    /// <returns>The Message-ID.</returns>
    public override string ToString() => $"EmailBatchItem {{ MessageId = {MessageId} }}";
}
