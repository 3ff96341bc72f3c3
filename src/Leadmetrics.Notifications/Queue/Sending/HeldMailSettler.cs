using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>Settles mails of which nobody knew whether they arrived, as soon as an event proves it. Most events tell of mails that are not held: one question to the store for all of a tenant's.</summary>
internal sealed class HeldMailSettler(IQueueAdminStore? store, ILogger<HeldMailSettler> logger) : IDeliveryEventSink
{
    private const int MostAtOnce = 1000;

    public async ValueTask HandleAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        if (store is null) return;
        foreach (var told in events.Where(told => HeldMailProof.IsProof(told.Kind)).GroupBy(told => told.Tenant))
        {
            var recipients = told.ToLookup(one => one.MessageId, one => one.Recipient);
            foreach (var messageIds in recipients.Select(mail => mail.Key).Chunk(MostAtOnce))
            {
                foreach (var (messageId, id) in await store.FindHeldAsync(told.Key, messageIds, cancellationToken).ConfigureAwait(false))
                    await SettleAsync(store, told.Key, id, [.. recipients[messageId]], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SettleAsync(IQueueAdminStore queue, TenantId tenant, Guid id, string[] recipients, CancellationToken cancellationToken)
    {
        if (await queue.FindAsync(tenant, id, cancellationToken).ConfigureAwait(false) is not { State: QueuedMailState.Held } held) return;
        if (!HeldMailProof.Settles(held.History, recipients)) return;
        if (await queue.SettleHeldAsync(tenant, id, delivered: true, cancellationToken).ConfigureAwait(false)) Log.HeldMailArrived(logger, id);
    }
}
