using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Notifications.Providers.Smtp.Probing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Sends through one SMTP account. A handle: the connections behind it are rented for each send.</summary>
internal sealed class SmtpProvider(SmtpAccount account, SharedTransport transport, SmtpVerification verification) : IEmailProvider
{
    private int _warned;

    /// <summary>Where connects that were denied or failed are told to the operator.</summary>
    public ConnectLog Connects { get; init; } = new(account.Logger, account.Connection, account.Hint);

    public string Name => ProviderWords.Smtp;

    public EmailAddress SenderAddress => account.Sender.Address;

    /// <summary>The transport behind the handle, to be retired with its row.</summary>
    public SharedTransport Transport => transport;

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        Refuse(submission.Options);
        var from = account.Sender.For(submission.Message);
        var reversePath = submission.EnvelopeFrom ?? account.Sender.ReversePathFor(submission.Message) ?? account.Config.Bounces?.ReversePathFor(submission.MessageId) ?? from.ToMailbox("from");
        if (account.Config.TagHeaders) submission = submission with { ShowsTags = true };
        WarnOfUnsignedOneClick(submission.Message);
        using var lease = transport.Rent();
        var content = await MimeContent.OpenAsync(submission, from, account.Signer, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            NotificationsTelemetry.TagSize(content.Length);
            var send = new SplitSend(submission, new RecipientGroups(submission.Recipients, account.Traits.MaxRecipients), account.Hint);
            while (send.IsOpen)
            {
                var transaction = new SmtpTransaction(reversePath, send.Next(), content) { Gate = submission.Gate };
                try
                {
                    await account.CheckTokensAsync(cancellationToken).ConfigureAwait(false);
                    var result = await lease.Transport.SendAsync(transaction, cancellationToken).ConfigureAwait(false);
                    if (result.AcceptedAgainstRefusal) Log.AcceptedAgainstRefusal(account.Logger, submission.MessageId);
                    send.Record(result);
                }
                catch (Exception broken) when (send.IsKept(broken))
                {
                    Connects.Tell(broken);
                    send.Record(broken);
                }
            }

            return send.Result();
        }
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) =>
        VerifyAsync(VerificationOptions.Default, cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return verification.RunAsync(account, transport, options, cancellationToken);
    }

    // A mail would go out early, could not be called back, or would go out where it was only to be checked.
    private void Refuse(SendOptions options)
    {
        if (options.SendAt is { } sendAt && sendAt > account.Connection.TimeProvider.GetUtcNow()) throw new EmailMessageException("sendAt", "is later than now, and SMTP keeps no mail for later: queue it instead");
        if (options.BatchId is not null) throw new EmailMessageException("batchId", "is given, and SMTP has no batches: queue the mail instead");
        if (options.Sandbox == true) throw new EmailMessageException("sandbox", "is asked for, and SMTP cannot check mail without sending it");
    }

    // Once: the server may sign, and then there is nothing to mend.
    private void WarnOfUnsignedOneClick(EmailMessage message)
    {
        if (message.ListUnsubscribe is { Url: not null } && account.Signer is null && Interlocked.Exchange(ref _warned, 1) == 0) Log.OneClickUnsigned(account.Logger, account.Host.Ascii);
    }
}
