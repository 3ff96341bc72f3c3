using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Removes delivery events that are older than their retention: within five minutes of the host's start, then every hour.</summary>
/// <remarks>In steps of 1,000 rows, so that no step holds up the store for long. Several hosts may prune at once: each finds what the others left. A store that does not answer is asked again an hour later.</remarks>
internal sealed class DeliveryEventPruner(IDeliveryEventStore? store, EventOptions options, TimeProvider timeProvider, ILogger<DeliveryEventPruner> logger) : BackgroundService
{
    /// <summary>The most that one step removes.</summary>
    public const int Step = 1000;

    /// <summary>From 0 to 1: how much of the first pause is waited. Hosts that start together shall not prune together.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;

    /// <summary>Removes what is too old now.</summary>
    /// <returns>How many rows went.</returns>
    /// <exception cref="StoreException">The store cannot answer.</exception>
    public async Task<long> PruneAsync(CancellationToken cancellationToken)
    {
        var before = timeProvider.GetStorableNow() - options.Retention;
        long removed = 0;
        int step;
        do
        {
            step = await store!.PruneAsync(before, Step, cancellationToken).ConfigureAwait(false);
            removed += step;
        }
        while (step >= Step);
        return removed;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        store is null ? Task.CompletedTask : EveryHour.DoAsync(TryPruneAsync, Chance(), timeProvider, stoppingToken);

    private async Task TryPruneAsync(CancellationToken stoppingToken)
    {
        try
        {
            var removed = await PruneAsync(stoppingToken).ConfigureAwait(false);
            if (removed > 0) Log.DeliveryEventsPruned(logger, removed, options.Retention);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it is, it must not end the host, and an hour later it may be over.
            Log.PruningFailed(logger, failure);
        }
    }
}
