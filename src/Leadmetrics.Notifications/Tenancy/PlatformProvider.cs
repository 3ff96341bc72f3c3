using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The platform's account, sending for a tenant: under the platform's address, with the tenant's in Reply-To.</summary>
internal sealed class PlatformProvider(IEmailProvider inner) : IEmailProvider
{
    public string Name => inner.Name;

    public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return inner.SendAsync(Rewrite(submission), cancellationToken);
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => inner.VerifyAsync(cancellationToken);

    private static EmailSubmission Rewrite(EmailSubmission submission)
    {
        var message = submission.Message;
        if (message is { From: null, EnvelopeSender: null }) return submission;
        var replyTo = message.ReplyTo.Count == 0 && message.From is { } asked ? [asked] : message.ReplyTo;
        return submission.With(message with { From = null, EnvelopeSender = null, ReplyTo = replyTo });
    }
}
