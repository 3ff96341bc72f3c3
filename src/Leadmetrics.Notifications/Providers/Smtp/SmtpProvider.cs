using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Sends through one SMTP account. A handle: the connections behind it are rented for each send.</summary>
internal sealed class SmtpProvider(SmtpAccount account, SharedTransport transport, SmtpVerification verification) : IEmailProvider
{
    public string Name => ProviderWords.Smtp;

    public EmailAddress SenderAddress => account.Sender.Address;

    /// <summary>The transport behind the handle, to be retired with its row.</summary>
    public SharedTransport Transport => transport;

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var from = account.Sender.For(submission.Message);
        var content = await MimeContent.OpenAsync(submission, from, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var envelopeFrom = submission.EnvelopeFrom ?? from.ToMailbox("from");
            var transaction = new SmtpTransaction(envelopeFrom, submission.Recipients, content) { Gate = submission.Gate };
            try
            {
                return Judge(await transport.SendAsync(transaction, cancellationToken).ConfigureAwait(false), submission);
            }
            catch (SmtpException broken)
            {
                throw Fail(SmtpFailureMapper.Map(broken, account.Connection.TlsMode), submission, [.. broken.Recipients.Select(recipient => Map(recipient, SmtpPhase.Rcpt))], broken);
            }
            catch (EgressDeniedException denied)
            {
                throw Fail(SmtpFailureMapper.Blocked(), submission, [], denied);
            }
        }
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) =>
        verification.RunAsync(account, transport, cancellationToken);

    private static EmailSendResult Judge(SmtpTransactionResult result, EmailSubmission submission)
    {
        var recipients = new EmailRecipientResult[result.Recipients.Count];
        for (var i = 0; i < recipients.Length; i++) recipients[i] = Map(result.Recipients[i], result.Phase);
        if (Array.Exists(recipients, recipient => recipient.Outcome == RecipientOutcome.Accepted))
        {
            return new EmailSendResult
            {
                Outcome = SendOutcome.Accepted,
                MessageId = submission.MessageId,
                Provider = ProviderWords.Smtp,
                Recipients = recipients,
                ServerResponse = SmtpFailureMapper.Map(result.Reply),
                ProviderMessageId = result.ServerMessageId,
            };
        }

        var reply = result.Reply ?? throw new InvalidOperationException("A refused transaction has the reply that refused it.");
        var failure = SmtpFailureMapper.FromReply(reply, result.Phase);

        // One recipient that may be taken later makes the whole one for a later try; what is open is told per recipient.
        if (Array.Exists(recipients, recipient => recipient.Outcome == RecipientOutcome.Deferred)) failure = failure with { Outcome = SendOutcome.Deferred };
        throw Fail(failure, submission, recipients, null);
    }

    private static EmailRecipientResult Map(SmtpRecipientResult recipient, SmtpPhase phase)
    {
        var outcome = recipient switch
        {
            { Outcome: SmtpOutcome.Accepted } => RecipientOutcome.Accepted,
            { Outcome: SmtpOutcome.Uncertain } => RecipientOutcome.Uncertain,
            { Reply: { } reply } => SmtpReplyClassifier.Classify(reply, phase).Outcome == SendOutcome.Deferred ? RecipientOutcome.Deferred : RecipientOutcome.Rejected,
            { Outcome: SmtpOutcome.Deferred } => RecipientOutcome.Deferred,
            _ => RecipientOutcome.Rejected,
        };
        return new EmailRecipientResult(recipient.Recipient.ToString(), outcome, SmtpFailureMapper.Map(recipient.Reply));
    }

    private static EmailDeliveryException Fail(EmailFailure failure, EmailSubmission submission, IReadOnlyList<EmailRecipientResult> recipients, Exception? inner) =>
        new(failure with { Provider = ProviderWords.Smtp, MessageId = submission.MessageId, Recipients = recipients }, inner);
}
