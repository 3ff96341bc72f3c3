using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Makes the leases of mails last that take long: each is renewed when a third of it has passed.</summary>
internal sealed class LeaseKeeper(IQueueWorkStore store, WorkSlots slots, TimeSpan lease, StoreWeather weather, TimeProvider timeProvider, ILogger<Dispatcher> logger)
{
    private const int MaxBatch = 1000;

    /// <summary>Renews until it is cancelled.</summary>
    public Task RunAsync(CancellationToken stopping) => new RecurringDuty("renew leases", () => lease / 6, weather, timeProvider, logger).RunAsync(RenewAsync, stopping);

    /// <summary>Renews what has passed a third of its lease.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var length = (long)(lease.TotalSeconds * timeProvider.TimestampFrequency);
        foreach (var batch in slots.EndingBefore(timeProvider.GetTimestamp() + (length * 2 / 3)).Chunk(MaxBatch))
        {
            // A connection that says nothing must not cost the leases: there is time for another one.
            using var late = new CancellationTokenSource(lease / 10, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            var asked = timeProvider.GetTimestamp();
            var kept = await store.RenewAsync([.. batch.Select(held => held.Mail.Lease)], lease, either.Token).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
            {
                if (kept[i]) batch[i].Renew(asked + length);
                else batch[i].Lose();
            }
        }
    }
}
