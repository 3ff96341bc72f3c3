namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The result of each mail of a batch. Safe for concurrent use, one writer a mail.</summary>
internal sealed class SendGridBatchResults(EmailBatchSubmission batch)
{
    private readonly EmailSendResult?[] _results = new EmailSendResult?[batch.Items.Count];

    /// <summary>All of them, in the batch's order, once each mail has one.</summary>
    public IReadOnlyList<EmailSendResult> All => _results!;

    public bool Has(int index) => _results[index] is not null;

    public void Set(int index, EmailSendResult result) => _results[index] = result;

    public void Accept(int index, SendGridOutcome outcome) => _results[index] = new EmailSendResult
    {
        Outcome = SendOutcome.Accepted,
        MessageId = batch.Items[index].MessageId,
        Provider = ProviderWords.SendGrid,
        ProviderMessageId = outcome.ProviderMessageId,
        ServerResponse = outcome.Response,
        Recipients = [new EmailRecipientResult(batch.Items[index].Mailbox.ToString(), RecipientOutcome.Accepted, outcome.Response)],
    };

    public void Fail(int index, EmailFailure failure)
    {
        var recipient = new EmailRecipientResult(batch.Items[index].Mailbox.ToString(), Of(failure.Outcome), failure.Response);
        failure = failure with { MessageId = batch.Items[index].MessageId, Recipients = [recipient] };
        _results[index] = new EmailSendResult { Outcome = failure.Outcome, MessageId = failure.MessageId, Provider = ProviderWords.SendGrid, Recipients = [recipient], ServerResponse = failure.Response, Failure = failure };
    }

    private static RecipientOutcome Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Accepted => RecipientOutcome.Accepted,
        SendOutcome.Rejected => RecipientOutcome.Rejected,
        SendOutcome.Deferred => RecipientOutcome.Deferred,
        _ => RecipientOutcome.Uncertain,
    };
}
