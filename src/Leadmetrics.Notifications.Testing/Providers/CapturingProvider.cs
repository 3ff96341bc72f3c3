using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Testing;

/// <summary>A provider that sends nothing: it keeps what it is given and answers as the test has scripted it.</summary>
/// <remarks>The gate of a submission is awaited as a real provider does; one that throws ends the send, and nothing is kept. Safe for concurrent use.</remarks>
public sealed class CapturingProvider : IEmailProvider
{
    private readonly Lock _lock = new();
    private readonly List<EmailSubmission> _submissions = [];
    private readonly Queue<Func<EmailSubmission, EmailSendResult>> _answers = [];
    private readonly CountSignal _signal = new();
    private int _verifications;

    /// <summary>Makes a provider that accepts everything.</summary>
    /// <param name="name">The provider's word.</param>
    public CapturingProvider(string name = "capturing")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What was given to it, in order; those included whose scripted answer was a failure.</summary>
    public IReadOnlyList<EmailSubmission> Submissions
    {
        get { lock (_lock) return [.. _submissions]; }
    }

    /// <summary>How often it was verified.</summary>
    public int Verifications => Volatile.Read(ref _verifications);

    /// <summary>What a verification finds; one with a failure is thrown.</summary>
    /// <value>A report without stages that has passed, by default.</value>
    public VerificationReport Verification { get; set; } = new([]);

    /// <summary>Scripts the answer to the next send; several are used up in order, and then everything is accepted again.</summary>
    /// <param name="answer">Makes the result, or throws what the send shall throw.</param>
    public void Answer(Func<EmailSubmission, EmailSendResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        lock (_lock)
            _answers.Enqueue(answer);
    }

    /// <summary>Scripts a failure for the next send.</summary>
    /// <param name="failure">Thrown in an <see cref="EmailDeliveryException"/>; provider and Message-ID are filled in where they are null.</param>
    public void Fail(EmailFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Answer(submission => throw new EmailDeliveryException(failure with
        {
            Provider = failure.Provider ?? Name,
            MessageId = failure.MessageId ?? submission.MessageId,
        }));
    }

    /// <summary>Scripts a failure for the next send by its essentials.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="outcome">Rejected, Deferred or Uncertain.</param>
    /// <param name="phase">How far it came; <see cref="SendPhase.Replied"/> by default.</param>
    public void Fail(FailureKind kind, SendOutcome outcome, SendPhase phase = SendPhase.Replied) =>
        Fail(new EmailFailure { Kind = kind, Outcome = outcome, Phase = phase, Message = $"Scripted: {kind}." });

    /// <summary>Waits until so many submissions have come in all.</summary>
    /// <param name="count">The number of submissions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The submissions.</returns>
    public async Task<IReadOnlyList<EmailSubmission>> WaitForSubmissionsAsync(int count, CancellationToken cancellationToken = default)
    {
        await _signal.WaitAsync(count, cancellationToken).ConfigureAwait(false);
        return Submissions;
    }

    /// <inheritdoc/>
    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        cancellationToken.ThrowIfCancellationRequested();
        if (submission.Gate is { } gate)
            await gate(cancellationToken).ConfigureAwait(false);
        Func<EmailSubmission, EmailSendResult>? answer;
        lock (_lock)
        {
            _submissions.Add(submission);
            _answers.TryDequeue(out answer);
        }
        _signal.Increment();
        return answer?.Invoke(submission) ?? Accept(submission);
    }

    /// <inheritdoc/>
    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _verifications);
        var report = Verification;
        return report.Passed ? Task.FromResult(report) : Task.FromException<VerificationReport>(new EmailVerificationException(report));
    }

    private EmailSendResult Accept(EmailSubmission submission) => new()
    {
        Outcome = SendOutcome.Accepted,
        MessageId = submission.MessageId,
        Provider = Name,
        Recipients = [.. submission.Recipients.Select(recipient => new EmailRecipientResult(recipient.ToString(), RecipientOutcome.Accepted, null))],
        ProviderMessageId = $"captured-{submission.MessageId}",
    };
}
