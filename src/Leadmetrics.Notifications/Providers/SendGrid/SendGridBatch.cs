using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Sends one batch: all mails in one POST, but for those that SendGrid can only be told alone.</summary>
/// <remarks>
/// Steps: a mail that cannot be told at all is refused here → the others are posted → where SendGrid refuses some by name, those are refused and the rest is posted once more
/// (a 400 takes nothing) → those whose values are too long go out by themselves. Invariants: a mail is in at most one request that SendGrid may have taken; every mail has a
/// result in the end; an exception leaves only where nothing was posted yet, and later becomes the result of those that did not leave.
/// </remarks>
internal sealed class SendGridBatch(SendGridAccount account, SendGridClient client, Func<EmailSubmission, CancellationToken, Task<EmailSendResult>> sendAlone, EmailBatchSubmission batch)
{
    private readonly EmailSendResult?[] _results = new EmailSendResult?[batch.Items.Count];
    private bool _hasPosted;

    /// <returns>One result a mail, in the batch's order.</returns>
    /// <exception cref="EmailMessageException">The message cannot be told to SendGrid: nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was sent. What the gate throws comes through as well.</exception>
    public async Task<IReadOnlyList<EmailSendResult>> RunAsync(CancellationToken cancellationToken)
    {
        var from = account.Sender.For(batch.Message);
        SendGridArguments.CheckKeys(batch.Message.Metadata);
        SendGridHeaders.CheckNames(batch.Message);
        var template = SendGridTemplate.Of(batch);
        var together = new List<Mail>(batch.Items.Count);
        var alone = new List<int>();
        for (var i = 0; i < batch.Items.Count; i++) Sort(template, i, together, alone);

        // Made once where nobody is left, too: what is wrong with the message is told whoever it is for.
        var rest = await PostAsync(template, from, together, cancellationToken).ConfigureAwait(false);
        if (rest.Count > 0) await PostAsync(template, from, rest, cancellationToken, mayRepeat: false).ConfigureAwait(false);
        if (alone.Count > 0) Log.SendGridMailsSentAlone(account.Logger, alone.Count);
        foreach (var index in alone) await SendAloneAsync(index, cancellationToken).ConfigureAwait(false);
        return _results!;
    }

    private void Sort(SendGridTemplate template, int index, List<Mail> together, List<int> alone)
    {
        try
        {
            if (SendGridBatchRequest.WritePersonalization(batch, template, batch.Items[index]) is { } personalization) together.Add(new Mail(index, personalization));
            else alone.Add(index);
        }
        catch (EmailMessageException wrong)
        {
            Fail(index, SendGridFailures.Unsendable(wrong.Message));
        }
    }

    // Returns the mails that are to be posted once more.
    private async Task<List<Mail>> PostAsync(SendGridTemplate template, EmailAddress from, List<Mail> mails, CancellationToken cancellationToken, bool mayRepeat = true)
    {
        var draft = SendGridBatchRequest.Write(batch, template, mails.Select(mail => mail.Personalization), from, account.Config, account.TimeProvider.GetUtcNow());
        if (mails.Count == 0) return [];
        SendGridOutcome outcome;
        try
        {
            outcome = await draft.UseAsync(
                batch.Gate,
                async body => body is null ? new SendGridOutcome { Failure = SendGridFailures.TooLarge() } : await client.PostAsync(body, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (_hasPosted)
        {
            // SendGrid has judged others by now; that is told, and these may be tried again.
            foreach (var mail in mails) Fail(mail.Index, SendGridFailures.Interrupted());
            return [];
        }

        _hasPosted = true;
        if (outcome.Failure is not { } failure)
        {
            foreach (var mail in mails) Accept(mail.Index, outcome);
            return [];
        }

        if (!mayRepeat || !NamesMails(outcome.Errors, mails.Count))
        {
            foreach (var mail in mails) Fail(mail.Index, failure);
            return [];
        }

        return Refuse(outcome.Errors, mails);
    }

    private List<Mail> Refuse(IReadOnlyList<SendGridError> errors, List<Mail> mails)
    {
        foreach (var ofMail in errors.GroupBy(error => error.Personalization!.Value))
        {
            var told = ServerText.Sanitize(string.Join("; ", ofMail.Select(error => error.Message)));
            var verdict = new ReplyVerdict(SendGridClassifier.KindOf([.. ofMail]), SendOutcome.Rejected);
            Fail(mails[ofMail.Key].Index, SendGridFailures.Facts(verdict, SendPhase.Replied, $"SendGrid answered 400: {told}", new ServerResponse(400, null, told)));
        }

        var rest = mails.Where(mail => _results[mail.Index] is null).ToList();
        Log.SendGridBatchPostedAgain(account.Logger, mails.Count - rest.Count, mails.Count);
        return rest;
    }

    private async Task SendAloneAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            _results[index] = await sendAlone(batch.SubmissionOf(batch.Items[index]), cancellationToken).ConfigureAwait(false);
        }
        catch (EmailDeliveryException failed)
        {
            Fail(index, failed.Failure);
        }
        catch (EmailMessageException wrong)
        {
            Fail(index, SendGridFailures.Unsendable(wrong.Message));
        }
        catch (Exception) when (_hasPosted)
        {
            Fail(index, SendGridFailures.Interrupted());
        }

        _hasPosted = true;
    }

    private void Accept(int index, SendGridOutcome outcome) => _results[index] = new EmailSendResult
    {
        Outcome = SendOutcome.Accepted,
        MessageId = batch.Items[index].MessageId,
        Provider = ProviderWords.SendGrid,
        ProviderMessageId = outcome.ProviderMessageId,
        ServerResponse = outcome.Response,
        Recipients = [new EmailRecipientResult(batch.Items[index].Mailbox.ToString(), RecipientOutcome.Accepted, outcome.Response)],
    };

    private void Fail(int index, EmailFailure failure)
    {
        var recipient = new EmailRecipientResult(batch.Items[index].Mailbox.ToString(), Of(failure.Outcome), failure.Response);
        failure = failure with { MessageId = batch.Items[index].MessageId, Recipients = [recipient] };
        _results[index] = new EmailSendResult { Outcome = failure.Outcome, MessageId = failure.MessageId, Provider = ProviderWords.SendGrid, Recipients = [recipient], ServerResponse = failure.Response, Failure = failure };
    }

    private static bool NamesMails(IReadOnlyList<SendGridError> errors, int count) => errors.Count > 0 && errors.All(error => error.Personalization is { } index && index < count);

    private static RecipientOutcome Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Accepted => RecipientOutcome.Accepted,
        SendOutcome.Rejected => RecipientOutcome.Rejected,
        SendOutcome.Deferred => RecipientOutcome.Deferred,
        _ => RecipientOutcome.Uncertain,
    };

    private sealed record Mail(int Index, ReadOnlyMemory<byte> Personalization);
}
