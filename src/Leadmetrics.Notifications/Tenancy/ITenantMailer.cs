namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Sends mail for tenants. Safe for concurrent use.</summary>
public interface ITenantMailer
{
    /// <summary>Sends a message now.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the send; after the point of no return the outcome is uncertain, and is said so.</param>
    /// <returns>The result, where at least one recipient was accepted.</returns>
    /// <exception cref="EmailDeliveryException">Nobody was reached, or nobody knows.</exception>
    /// <exception cref="EmailMessageException">A field of the message is wrong, or an attachment cannot be read: nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the point of no return: nothing was sent.</exception>
    Task<EmailSendResult> SendAsync(TenantId tenant, EmailMessage message, CancellationToken cancellationToken = default);

    /// <summary>Sends a message now; what went wrong is a value.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the send, as in <see cref="SendAsync(TenantId, EmailMessage, CancellationToken)"/>.</param>
    /// <returns>The result; its <see cref="EmailSendResult.Failure"/> is set where nobody was reached.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the point of no return: nothing was sent.</exception>
    Task<EmailSendResult> TrySendAsync(TenantId tenant, EmailMessage message, CancellationToken cancellationToken = default);

    /// <summary>Sends a message now, in a way of its own.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="message">The message.</param>
    /// <param name="options">How: bulk mail, mandatory mail, and what some providers can be asked for.</param>
    /// <param name="cancellationToken">Ends the send; after the point of no return the outcome is uncertain, and is said so.</param>
    /// <returns>The result, where at least one recipient was accepted; those on the suppression list are <see cref="RecipientOutcome.Suppressed"/>.</returns>
    /// <exception cref="EmailDeliveryException">Nobody was reached, or nobody knows; with <see cref="FailureKind.RecipientRejected"/> where everybody is suppressed.</exception>
    /// <exception cref="EmailMessageException">A field of the message is wrong, or an attachment cannot be read: nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the point of no return: nothing was sent.</exception>
    Task<EmailSendResult> SendAsync(TenantId tenant, EmailMessage message, SendOptions options, CancellationToken cancellationToken = default);

    /// <summary>Sends a message now, in a way of its own; what went wrong is a value.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="message">The message.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the send, as in <see cref="SendAsync(TenantId, EmailMessage, SendOptions, CancellationToken)"/>.</param>
    /// <returns>The result; its <see cref="EmailSendResult.Failure"/> is set where nobody was reached.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the point of no return: nothing was sent.</exception>
    Task<EmailSendResult> TrySendAsync(TenantId tenant, EmailMessage message, SendOptions options, CancellationToken cancellationToken = default);

    /// <summary>Sends one message to many recipients, each of whom gets a mail of their own: in as few calls as the provider takes (SendGrid 1,000 mails in one), else one by one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="batch">The message and its recipients.</param>
    /// <param name="options">How; <see langword="null"/>: as ordinary mail.</param>
    /// <param name="cancellationToken">Ends the batch; mails that were not sent by then are told as deferred.</param>
    /// <returns>One result a recipient, in the batch's order; <see cref="EmailSendResult.Failure"/> is set in those that reached nobody.</returns>
    /// <exception cref="EmailDeliveryException">No mail was sent, because there is no provider or the suppression list cannot be asked.</exception>
    /// <exception cref="EmailMessageException">The message or a recipient is wrong: no mail was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before any mail was sent.</exception>
    Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(TenantId tenant, EmailBatch batch, SendOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Puts a message into the queue, from which a worker sends it (<c>AddQueueWorker</c>): it is durable when the call ends, and survives every crash.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="message">The message; what its attachments hold is read and stored now.</param>
    /// <param name="options">How; <see langword="null"/>: at once, for 72 hours.</param>
    /// <param name="cancellationToken">Ends the call; whether the mail is queued is then not known, and a key says so on the next call.</param>
    /// <returns>The mail's id; under a known <see cref="QueueOptions.IdempotencyKey"/> the first mail's.</returns>
    /// <exception cref="EmailMessageException">A field of the message is wrong, an attachment cannot be read, or all of it is larger than <c>Queue:MaxMessageSize</c>: nothing was queued.</exception>
    /// <exception cref="QueueRefusedException">A time has passed, or the key stands for another mail: nothing was queued.</exception>
    /// <exception cref="EmailDeliveryException">The tenant has neither a verified provider nor a platform default, or its provider cannot be read: nothing was queued.</exception>
    /// <exception cref="StoreException">The database did not answer or does not take it: nothing is known to be queued.</exception>
    /// <exception cref="ArgumentException"><see cref="QueueOptions.Provider"/> holds what the queue does not take.</exception>
    /// <exception cref="InvalidOperationException">The host has no store.</exception>
    Task<Guid> QueueAsync(TenantId tenant, EmailMessage message, QueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Puts many messages of a tenant into the queue, all or none, far faster than one by one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="messages">The messages; they are held in memory until all are stored, so a million goes in pieces of some thousand.</param>
    /// <param name="options">How, for each of them; <see cref="QueueOptions.IdempotencyKey"/> is refused, since it stands for one mail.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The mails' ids, in the order of the messages.</returns>
    /// <exception cref="EmailMessageException">A message is wrong; the field is <c>messages[i].</c> and its own: nothing was queued.</exception>
    /// <exception cref="QueueRefusedException">A time has passed: nothing was queued.</exception>
    /// <exception cref="EmailDeliveryException">The tenant has neither a verified provider nor a platform default, or its provider cannot be read: nothing was queued.</exception>
    /// <exception cref="StoreException">The database did not answer or does not take it: nothing is known to be queued.</exception>
    /// <exception cref="ArgumentException">The options hold a key, or <see cref="QueueOptions.Provider"/> what the queue does not take.</exception>
    /// <exception cref="InvalidOperationException">The host has no store.</exception>
    Task<IReadOnlyList<Guid>> QueueManyAsync(TenantId tenant, IReadOnlyList<EmailMessage> messages, QueueOptions? options = null, CancellationToken cancellationToken = default);
}
