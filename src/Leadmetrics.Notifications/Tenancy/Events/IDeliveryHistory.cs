using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Tells what became of messages. Safe for concurrent use.</summary>
public interface IDeliveryHistory
{
    /// <summary>What is known of a tenant's message.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="messageId">The Message-ID, as <see cref="EmailSendResult.MessageId"/> says it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The history; <see langword="null"/> where nothing was heard.</returns>
    /// <exception cref="StoreException">The store cannot answer.</exception>
    Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default);
}
