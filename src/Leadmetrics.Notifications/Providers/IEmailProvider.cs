using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Sends mail through one account. Safe for concurrent use; a handle that nobody disposes.</summary>
public interface IEmailProvider
{
    /// <summary>The provider's word, <c>smtp</c>, <c>sendgrid</c> or <c>ses</c>.</summary>
    string Name { get; }

    /// <summary>Sends a message once. It is never sent again by itself after the point of no return.</summary>
    /// <param name="submission">The message and who is still to be reached.</param>
    /// <param name="cancellationToken">Ends the send; after the point of no return the outcome is uncertain, and is said so.</param>
    /// <returns>The result, where at least one recipient was accepted.</returns>
    /// <exception cref="EmailDeliveryException">Nobody was reached, or nobody knows.</exception>
    /// <exception cref="EmailMessageException">The message cannot be communicated to this provider, or an attachment cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the point of no return: nothing was sent.</exception>
    Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default);

    /// <summary>Connects and authenticates. Sends no mail.</summary>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="EmailVerificationException">A stage failed; the report is with it.</exception>
    Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default);

    /// <summary>Connects, authenticates and, where asked, tries the envelope. Sends no mail.</summary>
    /// <param name="options">How far to go; a provider that cannot go as far goes as far as it can.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="EmailVerificationException">A stage failed; the report is with it.</exception>
    Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) => VerifyAsync(cancellationToken);

    /// <summary>How many mails of a batch one call takes.</summary>
    /// <value>1: the provider takes none, and every mail is sent by itself.</value>
    int MaxBatch => 1;

    /// <summary>Sends a batch, in as few calls as the provider's service allows. What became of each mail is a value.</summary>
    /// <param name="batch">The mails, at most <see cref="MaxBatch"/>.</param>
    /// <param name="cancellationToken">Ends the send; after the point of no return the outcome is uncertain, and is said so.</param>
    /// <returns>One result a mail, in the batch's order; <see cref="EmailSendResult.Failure"/> is set in those that reached nobody.</returns>
    /// <exception cref="EmailMessageException">The message cannot be communicated to this provider, or an attachment cannot be read: nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the point of no return: nothing was sent.</exception>
    /// <exception cref="NotSupportedException">The provider takes no batches.</exception>
    Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(EmailBatchSubmission batch, CancellationToken cancellationToken = default) => throw new NotSupportedException("The provider takes no batches: send each mail by itself.");

    /// <summary>A service of the provider's account beside sending, such as scheduled sends.</summary>
    /// <typeparam name="T">The service's interface.</typeparam>
    /// <returns>The service; <see langword="null"/> where the provider has no such one.</returns>
    T? Feature<T>()
        where T : class => this as T;
}
