namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Results of mails of a batch that no provider made.</summary>
internal static class BatchResults
{
    /// <summary>One failure, as each mail's own.</summary>
    public static EmailSendResult Of(EmailFailure failure, EmailBatchItem item) => new()
    {
        Outcome = failure.Outcome,
        MessageId = item.MessageId,
        Provider = failure.Provider,
        Recipients = [new EmailRecipientResult(item.Mailbox.ToString(), Of(failure.Outcome), failure.Response)],
        ServerResponse = failure.Response,
        Failure = failure with { MessageId = item.MessageId, Recipients = [] },
    };

    /// <summary>The result of a mail to somebody who is on the suppression list.</summary>
    public static EmailSendResult Suppressed(EmailBatchItem item)
    {
        var failure = Suppressing.SuppressionFilter.NobodyLeft(item.MessageId, [item.Mailbox]);
        return new EmailSendResult { Outcome = failure.Outcome, MessageId = item.MessageId, Provider = null, Recipients = failure.Recipients, Failure = failure };
    }

    private static RecipientOutcome Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Accepted => RecipientOutcome.Accepted,
        SendOutcome.Rejected => RecipientOutcome.Rejected,
        SendOutcome.Deferred => RecipientOutcome.Deferred,
        _ => RecipientOutcome.Uncertain,
    };
}
