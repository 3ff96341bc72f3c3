using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Results of mails of a batch that no provider made.</summary>
internal static class BatchResults
{
    /// <summary>A failure that several mails share, as this mail's.</summary>
    public static EmailSendResult Of(EmailFailure failure, EmailBatchItem item) => Of(failure, item, [new EmailRecipientResult(item.Mailbox.ToString(), Of(failure.Outcome), failure.Response)]);

    /// <summary>A mail's own failure: what it says of the recipient stands.</summary>
    public static EmailSendResult OfItsOwn(EmailFailure failure, EmailBatchItem item) => failure.Recipients.Count > 0 ? Of(failure, item, failure.Recipients) : Of(failure, item);

    /// <summary>The result of a mail to somebody who is on the suppression list.</summary>
    public static EmailSendResult Suppressed(EmailBatchItem item) => OfItsOwn(Suppressing.SuppressionFilter.NobodyLeft(item.MessageId, [item.Mailbox]), item);

    /// <summary>What an exception says of mails that have no result yet.</summary>
    public static EmailFailure FailureOf(Exception broken) => broken switch
    {
        EmailDeliveryException failed => failed.Failure,
        EmailMessageException refused => TenantMailer.FailureOf(refused),
        OperationCanceledException or StaleProviderException => Interrupted(SendPhase.Resolve, SendOutcome.Deferred, "The batch was ended before this mail was sent."),
        _ => Interrupted(SendPhase.DotSent, SendOutcome.Uncertain, "The batch ended with an error: whether this mail was sent is not known."),
    };

    /// <summary>Whether what broke is a defect, ours or the host's, and not an end that mails can come to.</summary>
    public static bool IsDefect(Exception broken) => broken is not (EmailDeliveryException or EmailMessageException or OperationCanceledException or StaleProviderException);

    /// <summary>Whether a mail with this result, or none, has surely reached nobody.</summary>
    public static bool IsUnsent(EmailSendResult? result) => result is null or { Failure.Outcome: not SendOutcome.Uncertain };

    private static EmailSendResult Of(EmailFailure failure, EmailBatchItem item, IReadOnlyList<EmailRecipientResult> recipients) => new()
    {
        Outcome = failure.Outcome,
        MessageId = item.MessageId,
        Provider = failure.Provider,
        Recipients = recipients,
        ServerResponse = failure.Response,
        Failure = failure with { MessageId = item.MessageId, Recipients = recipients },
    };

    private static EmailFailure Interrupted(SendPhase phase, SendOutcome outcome, string message) => new() { Kind = FailureKind.Unavailable, Phase = phase, Outcome = outcome, Message = message };

    private static RecipientOutcome Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Accepted => RecipientOutcome.Accepted,
        SendOutcome.Rejected => RecipientOutcome.Rejected,
        SendOutcome.Deferred => RecipientOutcome.Deferred,
        _ => RecipientOutcome.Uncertain,
    };
}
