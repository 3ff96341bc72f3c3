using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The platform's account, sending for a tenant: under the platform's address, with the tenant's in Reply-To.</summary>
internal sealed class PlatformProvider(IEmailProvider inner, EmailAddress? tenantAddress = null) : IEmailProvider
{
    public string Name => inner.Name;

    public int MaxBatch => inner.MaxBatch;

    public T? Feature<T>()
        where T : class => inner.Feature<T>();

    public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return inner.SendAsync(submission.With(Rewrite(submission.Message)), cancellationToken);
    }

    public Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(EmailBatchSubmission batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return inner.SendBatchAsync(batch.With(Rewrite(batch.Message)), cancellationToken);
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => inner.VerifyAsync(cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) => inner.VerifyAsync(options, cancellationToken);

    // What the message asks for comes first; else the sender of the provider that failed. An unverified row's sender is nobody's proven address, and is not shown.
    private EmailMessage Rewrite(EmailMessage message)
    {
        var asked = message.From ?? tenantAddress;
        if (asked is null && message.EnvelopeSender is null) return message;
        var replyTo = message.ReplyTo.Count == 0 && asked is not null ? [asked] : message.ReplyTo;
        return message with { From = null, EnvelopeSender = null, ReplyTo = replyTo };
    }
}
