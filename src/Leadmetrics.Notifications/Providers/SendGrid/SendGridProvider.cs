using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Mime.Html;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Sends through one SendGrid account: one POST a mail, or one for up to 1,000 mails of a batch.</summary>
internal sealed class SendGridProvider : IEmailProvider, IScheduledSends
{
    private readonly SendGridAccount _account;
    private readonly SendGridClient _client;
    private readonly SendGridVerification _verification;
    private readonly SendGridSchedule _schedule;

    public SendGridProvider(SendGridAccount account)
    {
        _account = account;
        _client = new SendGridClient(account);
        _verification = new SendGridVerification(_client, account.TimeProvider);
        _schedule = new SendGridSchedule(_client, account);
    }

    public string Name => ProviderWords.SendGrid;

    public int MaxBatch => SendGridBatchRequest.MaxPersonalizations;

    public EmailAddress SenderAddress => _account.Sender.Address;

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        var outcome = await DraftOf(submission).UseAsync(
            submission.Gate,
            async body => body is null ? new SendGridOutcome { Failure = SendGridFailures.TooLarge() } : await _client.PostAsync(body, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is { } failure) throw new EmailDeliveryException(failure with { MessageId = submission.MessageId }, outcome.Cause);
        return new EmailSendResult
        {
            Outcome = SendOutcome.Accepted,
            MessageId = submission.MessageId,
            Provider = ProviderWords.SendGrid,
            ProviderMessageId = outcome.ProviderMessageId,
            ServerResponse = outcome.Response,
            Recipients = [.. submission.Recipients.Select(recipient => new EmailRecipientResult(recipient.ToString(), RecipientOutcome.Accepted, outcome.Response))],
        };
    }

    public Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(EmailBatchSubmission batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Items.Count > MaxBatch) throw new ArgumentException($"A batch of this provider has at most {MaxBatch} mails.", nameof(batch));
        return new SendGridBatch(_account, _client, SendAsync, batch).RunAsync(cancellationToken);
    }

    /// <summary>Makes the whole request of a mail, and posts none.</summary>
    /// <exception cref="EmailMessageException">SendGrid takes no such mail.</exception>
    /// <exception cref="EmailDeliveryException">It is too large.</exception>
    public Task CheckAsync(EmailSubmission submission, CancellationToken cancellationToken) => DraftOf(submission).UseAsync(
        null,
        body => body is null ? throw new EmailDeliveryException(SendGridFailures.TooLarge() with { MessageId = submission.MessageId }) : Task.FromResult(true),
        cancellationToken);

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => _verification.RunAsync(cancellationToken);

    public Task<string> CreateBatchIdAsync(CancellationToken cancellationToken = default) => _schedule.CreateBatchIdAsync(cancellationToken);

    public Task CancelAsync(string batchId, CancellationToken cancellationToken = default) => _schedule.CancelAsync(batchId, cancellationToken);

    public Task PauseAsync(string batchId, CancellationToken cancellationToken = default) => _schedule.PauseAsync(batchId, cancellationToken);

    public Task ResumeAsync(string batchId, CancellationToken cancellationToken = default) => _schedule.ResumeAsync(batchId, cancellationToken);

    private SendGridDraft DraftOf(EmailSubmission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var derived = TextAlternative.Derive(submission);
        return SendGridRequest.Write(derived, _account.Sender.For(derived.Message), _account.Config, _account.TimeProvider.GetUtcNow());
    }
}
