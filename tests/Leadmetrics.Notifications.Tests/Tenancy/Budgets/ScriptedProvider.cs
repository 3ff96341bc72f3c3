using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tests.Tenancy.Budgets;

/// <summary>A provider that does what a test says, and counts.</summary>
internal sealed class ScriptedProvider : IEmailProvider
{
    public string Name => "smtp";

    public int Sends { get; private set; }

    /// <summary>What the next sends end with; <see langword="null"/>: they are accepted.</summary>
    public Exception? Ends { get; set; }

    public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        Sends++;
        return Ends is null ? Task.FromResult(new EmailSendResult { Outcome = SendOutcome.Accepted, MessageId = submission.MessageId, Provider = Name }) : Task.FromException<EmailSendResult>(Ends);
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => Task.FromResult(new VerificationReport([]));
}
