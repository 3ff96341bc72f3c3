using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Asks the store, by the Message-ID as the mailer says it.</summary>
internal sealed class DeliveryHistory(IDeliveryEventStore store) : IDeliveryHistory
{
    public Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        return store.FindAsync(tenant, messageId, cancellationToken);
    }

    public Task<IReadOnlyList<HeardMessage>> ListAsync(TenantId tenant, EmailAddress recipient, HeardMessage? after = null, int most = 100, CancellationToken cancellationToken = default) =>
        store.ListAsync(tenant, SuppressedAddress.Of(recipient), after, most, cancellationToken);
}
