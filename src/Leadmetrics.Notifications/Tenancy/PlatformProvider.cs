using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The platform's account, sending for a tenant: under the platform's address, with the tenant's in Reply-To.</summary>
internal sealed class PlatformProvider(IEmailProvider inner, EmailAddress? tenantAddress = null) : IEmailProvider
{
    public string Name => inner.Name;

    public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return inner.SendAsync(Rewrite(submission), cancellationToken);
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => inner.VerifyAsync(cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) => inner.VerifyAsync(options, cancellationToken);

    // What the message asks for comes first; else the sender of the provider that failed. An unverified row's sender is nobody's proven address, and is not shown.
    private EmailSubmission Rewrite(EmailSubmission submission)
    {
        var message = submission.Message;
        var asked = message.From ?? tenantAddress;
        if (asked is null && message.EnvelopeSender is null) return submission;
        var replyTo = message.ReplyTo.Count == 0 && asked is not null ? [asked] : message.ReplyTo;
        return submission.With(message with { From = null, EnvelopeSender = null, ReplyTo = replyTo });
    }
}
