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
    /// <param name="cancellationToken">Ends the send, as in <see cref="SendAsync"/>.</param>
    /// <returns>The result; its <see cref="EmailSendResult.Failure"/> is set where nobody was reached.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the point of no return: nothing was sent.</exception>
    Task<EmailSendResult> TrySendAsync(TenantId tenant, EmailMessage message, CancellationToken cancellationToken = default);
}
