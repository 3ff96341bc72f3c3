using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Redirecting;

/// <summary>A provider of an environment whose mail is redirected: its callers are told of the recipients that they named.</summary>
internal sealed class RedirectingProvider(IEmailProvider inner, Redirection redirection) : IEmailProvider
{
    public string Name => inner.Name;

    public T? Feature<T>()
        where T : class => inner.Feature<T>();

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var redirected = redirection.Apply(submission) ?? throw NobodyLeft(submission);
        if (ReferenceEquals(redirected, submission)) return await inner.SendAsync(submission, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await inner.SendAsync(redirected, cancellationToken).ConfigureAwait(false);
            return result with { Recipients = ResultsOf(submission, result.Recipients), Interruption = Retold(result.Interruption, submission) };
        }
        catch (EmailDeliveryException failed)
        {
            throw new EmailDeliveryException(Retold(failed.Failure, submission)!, failed);
        }
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => inner.VerifyAsync(cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) => inner.VerifyAsync(options, cancellationToken);

    private EmailFailure? Retold(EmailFailure? failure, EmailSubmission submission) =>
        failure is { Recipients.Count: > 0 } ? failure with { Recipients = ResultsOf(submission, failure.Recipients) } : failure;

    private EmailRecipientResult[] ResultsOf(EmailSubmission submission, IReadOnlyList<EmailRecipientResult> results)
    {
        var byTarget = results.ToDictionary(result => result.Address, StringComparer.Ordinal);
        return [.. submission.Recipients.Select(recipient => ResultOf(recipient, redirection.TargetOf(recipient), byTarget))];
    }

    private static EmailRecipientResult ResultOf(Mailbox recipient, Mailbox? target, Dictionary<string, EmailRecipientResult> byTarget) =>
        target is not null && byTarget.TryGetValue(target.ToString(), out var result)
            ? result with { Address = recipient.ToString() }
            : new EmailRecipientResult(recipient.ToString(), RecipientOutcome.Suppressed, null);

    private EmailDeliveryException NobodyLeft(EmailSubmission submission) => new(new EmailFailure
    {
        Kind = FailureKind.RecipientRejected,
        Phase = SendPhase.Resolve,
        Outcome = SendOutcome.Rejected,
        Message = "This environment sends to recipients of some domains alone (Redirect:AllowedDomains), and the message has none of them.",
        Provider = Name,
        MessageId = submission.MessageId,
        Recipients = ResultsOf(submission, []),
    });
}
