using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Removes entries of suppression lists that ended 30 days ago or earlier: within five minutes of the host's start, then every hour.</summary>
/// <remarks>
/// An entry that has ended holds back no mail; it is kept for a while for whoever asks the database why a mail was not sent. In steps of 1,000 rows, so that no step holds up
/// the store for long. Several hosts may prune at once: each finds what the others left. A store that does not answer is asked again an hour later.
/// </remarks>
internal sealed class SuppressionPruner(ISuppressionStore? store, TimeProvider timeProvider, ILogger<SuppressionPruner> logger) : BackgroundService
{
    /// <summary>The most that one step removes.</summary>
    public const int Step = 1000;

    /// <summary>How long an entry is kept behind its end.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    /// <summary>From 0 to 1: how much of the first pause is waited. Hosts that start together shall not prune together.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        store is null ? Task.CompletedTask : EveryHour.DoAsync(TryPruneAsync, Chance(), timeProvider, stoppingToken);

    private async Task TryPruneAsync(CancellationToken stoppingToken)
    {
        try
        {
            var removed = await PruneAsync(stoppingToken).ConfigureAwait(false);
            if (removed > 0) Log.SuppressionsPruned(logger, removed);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it is, it must not end the host, and an hour later it may be over.
            Log.SuppressionsNotPruned(logger, failure);
        }
    }

    private async Task<long> PruneAsync(CancellationToken stoppingToken)
    {
        var before = timeProvider.GetStorableNow() - Grace;
        long removed = 0;
        int step;
        do
        {
            step = await store!.PruneAsync(before, Step, stoppingToken).ConfigureAwait(false);
            removed += step;
        }
        while (step >= Step);
        return removed;
    }
}
