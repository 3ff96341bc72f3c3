using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Asks the store, by the Message-ID as the mailer says it.</summary>
internal sealed class DeliveryHistory(IDeliveryEventStore store) : IDeliveryHistory
{
    public Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        return store.FindAsync(tenant, messageId, cancellationToken);
    }
}
