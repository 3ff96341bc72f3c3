using System.Globalization;
using System.Text;
using Leadmetrics.Notifications.Queue.Bodies;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Intake;

/// <summary>Takes mail into the queue: checks it as a send would, fixes its identity once, and stores it.</summary>
/// <remarks>
/// Nothing is stored of a mail that is wrong, of a tenant that nothing serves, or of a provider that cannot be read: whoever queues hears it at once. A resolver that cannot ask
/// its store goes on with the route that it has; the sender's domain is all that is needed of it.
/// </remarks>
internal sealed class QueueIntake(IEmailProviderResolver resolver, IQueueIntakeStore store, IntakeLimits limits, TimeProvider timeProvider) : IMailIntake
{
    public async Task<Guid> QueueAsync(TenantId tenant, EmailMessage message, QueueOptions options, CancellationToken cancellationToken)
    {
        var send = SendOptionsOf(options);
        var domain = await FindDomainAsync(tenant, cancellationToken).ConfigureAwait(false);
        var mail = await PrepareAsync(tenant, message, options, send, domain, "", cancellationToken).ConfigureAwait(false);
        var enqueued = await store.EnqueueAsync(mail, options.Transaction, cancellationToken).ConfigureAwait(false);
        return enqueued.Outcome is EnqueueOutcome.Queued or EnqueueOutcome.Known ? enqueued.Id : throw Refused(enqueued.Outcome);
    }

    public async Task<IReadOnlyList<Guid>> QueueManyAsync(TenantId tenant, IReadOnlyList<EmailMessage> messages, QueueOptions options, CancellationToken cancellationToken)
    {
        if (options.IdempotencyKey is not null) throw new ArgumentException($"{nameof(QueueOptions)}.{nameof(QueueOptions.IdempotencyKey)} stands for one mail: queue mails with keys one by one.", nameof(options));
        var send = SendOptionsOf(options);
        if (messages.Count == 0) return [];
        var domain = await FindDomainAsync(tenant, cancellationToken).ConfigureAwait(false);
        var mails = new NewMail[messages.Count];
        for (var i = 0; i < mails.Length; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"messages[{i}]");
            try
            {
                mails[i] = await PrepareAsync(tenant, messages[i] ?? throw new EmailMessageException(field, "is null"), options, send, domain, $"{field}.", cancellationToken).ConfigureAwait(false);
            }
            catch (EmailMessageException refused) when (!refused.Field.StartsWith(field, StringComparison.Ordinal))
            {
                throw new EmailMessageException($"{field}.{refused.Field}", refused.Reason, refused.InnerException) { IsTooLarge = refused.IsTooLarge };
            }
        }

        var outcome = await store.EnqueueManyAsync(mails, options.Transaction, cancellationToken).ConfigureAwait(false);
        return outcome == EnqueueOutcome.Queued ? Array.ConvertAll(mails, mail => mail.Id) : throw Refused(outcome);
    }

    private static SendOptions SendOptionsOf(QueueOptions options)
    {
        var provider = options.Provider ?? new SendOptions();
        if (provider.SendAt is not null) throw NotTaken(nameof(SendOptions.SendAt), $"a queued mail's time is {nameof(QueueOptions)}.{nameof(QueueOptions.SendAt)}");
        if (provider.BatchId is not null) throw NotTaken(nameof(SendOptions.BatchId), "a queued mail is called back from the queue");
        if (provider.Sandbox is not null) throw NotTaken(nameof(SendOptions.Sandbox), "a mail is checked by sending it in the provider's sandbox at once");
        return provider with { IsBulk = provider.IsBulk || options.Lane == QueueLane.Bulk, IgnoreSuppressions = provider.IgnoreSuppressions || options.IgnoreSuppressions };

        static ArgumentException NotTaken(string property, string why) =>
            new($"{nameof(QueueOptions)}.{nameof(QueueOptions.Provider)}.{property} is not taken by the queue: {why}.", nameof(options));
    }

    private async ValueTask<string> FindDomainAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
        return route.Primary.Sender.ToMailbox("from").Domain;
    }

    private async ValueTask<NewMail> PrepareAsync(TenantId tenant, EmailMessage message, QueueOptions options, SendOptions send, string domain, string prefix, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var messageId = EmailSubmission.Create(message, MessageIds.Mint(domain), now, tenant, send).MessageId;
        var attachments = new AttachmentIntake(prefix, limits.MaxMessageSize - Measure(message));
        await attachments.ReadAsync(message.Attachments, cancellationToken).ConfigureAwait(false);
        var body = MailBodyWriter.Write(message, attachments.Stored, send);
        if (body.Length > IntakeLimits.MaxBody) throw new EmailMessageException(LongestText(message), $"is, with the other texts and small attachments, larger than the {IntakeLimits.MaxBody} octets that a store keeps of them") { IsTooLarge = true };
        return new NewMail
        {
            Tenant = tenant,
            Id = Guid.CreateVersion7(now),
            MessageId = messageId,
            Lane = options.Lane,
            Body = body,
            RecipientMarks = RecipientMarks.Of(tenant, message),
            BodyHash = options.IdempotencyKey is null ? default : MailBodyWriter.Hash(message, attachments.Stored, send, body),
            Blobs = attachments.Blobs,
            IdempotencyKey = options.IdempotencyKey,
            SendAt = options.SendAt,
            ExpiresAt = options.ExpiresAt,
            OnUncertain = options.OnUncertain,
        };
    }

    private long Measure(EmailMessage message)
    {
        long octets = 0;
        foreach (var text in (ReadOnlySpan<string?>)[message.Html, message.Text, message.Calendar?.Content]) octets += text is null ? 0 : Encoding.UTF8.GetByteCount(text);
        if (octets > limits.MaxMessageSize) throw new EmailMessageException(LongestText(message), "is, with the other texts, larger than a queued message may be (Queue:MaxMessageSize)") { IsTooLarge = true };
        return octets;
    }

    private static string LongestText(EmailMessage message)
    {
        var (html, text, calendar) = (message.Html?.Length ?? 0, message.Text?.Length ?? 0, message.Calendar?.Content.Length ?? 0);
        return html >= text && html >= calendar ? "html" : text >= calendar ? "text" : "calendar.content";
    }

    private static QueueRefusedException Refused(EnqueueOutcome outcome) => outcome switch
    {
        EnqueueOutcome.KeyReused => new QueueRefusedException(QueueRefusal.KeyReused, "Another mail was queued under this IdempotencyKey: give every mail a key of its own, and repeat a call with the very message of the first one."),
        EnqueueOutcome.SendAtPast => new QueueRefusedException(QueueRefusal.SendAtPast, "SendAt has passed by more than a minute: leave it out to send at once, and see whether this host's clock is right."),
        EnqueueOutcome.SendAtFar => new QueueRefusedException(QueueRefusal.SendAtFar, "SendAt lies more than 366 days ahead: queue the mail when its time is nearer."),
        EnqueueOutcome.Expired => new QueueRefusedException(QueueRefusal.Expired, "ExpiresAt has passed, or lies before SendAt: give a later one, or leave it out for 72 hours."),
        EnqueueOutcome.ExpiresFar => new QueueRefusedException(QueueRefusal.ExpiresFar, "ExpiresAt lies more than 30 days behind the time the mail may be sent: give an earlier one, or leave it out for 72 hours."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "The store gave an answer that is none."),
    };
}
