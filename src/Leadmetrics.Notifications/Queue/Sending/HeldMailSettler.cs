using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>Settles mails of which nobody knew whether they arrived, as soon as an event proves it. One question to the store for each mail that events tell of.</summary>
internal sealed class HeldMailSettler(IQueueAdminStore? store, ILogger<HeldMailSettler> logger) : IDeliveryEventSink
{
    public async ValueTask HandleAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        if (store is null) return;
        foreach (var mail in events.Where(told => HeldMailProof.IsProof(told.Kind)).GroupBy(told => (told.Tenant, told.MessageId)))
        {
            var (tenant, messageId) = mail.Key;
            if (await store.FindHeldAsync(tenant, messageId, cancellationToken).ConfigureAwait(false) is not { } id) continue;
            if (await store.FindAsync(tenant, id, cancellationToken).ConfigureAwait(false) is not { State: QueuedMailState.Held } held) continue;
            if (!HeldMailProof.Settles(held.History, [.. mail.Select(told => told.Recipient)])) continue;
            if (await store.SettleHeldAsync(tenant, id, delivered: true, cancellationToken).ConfigureAwait(false)) Log.HeldMailArrived(logger, id);
        }
    }
}
