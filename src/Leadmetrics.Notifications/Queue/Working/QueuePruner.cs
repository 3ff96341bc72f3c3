using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Makes room for the days to come and removes what is past: at the worker's start the room, within five minutes and then every hour both.</summary>
internal sealed class QueuePruner(IQueueUpkeepStore store, QueueRetention retention, TimeProvider timeProvider, ILogger<Dispatcher> logger)
{
    /// <summary>How many days ahead there is room.</summary>
    public const int DaysAhead = 7;

    /// <summary>Prunes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await TryAsync(cancellationToken => store.PrepareAsync(DaysAhead, cancellationToken), stopping).ConfigureAwait(false);
        await EveryHour.DoAsync(
            hour => TryAsync(
                async cancellationToken =>
                {
                    await store.PrepareAsync(DaysAhead, cancellationToken).ConfigureAwait(false);
                    var removed = await store.PruneAsync(retention, cancellationToken).ConfigureAwait(false);
                    if (removed > 0) Log.QueuePruned(logger, removed);
                },
                hour),
            Random.Shared.NextDouble(),
            timeProvider,
            stopping).ConfigureAwait(false);
    }

    private async Task TryAsync(Func<CancellationToken, Task> duty, CancellationToken stopping)
    {
        try
        {
            await duty(stopping).ConfigureAwait(false);
        }
        catch (Exception failed) when (!stopping.IsCancellationRequested)
        {
            // Whatever it is, mail goes on, and an hour later it may be over.
            Log.QueueNotPruned(logger, failed);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The worker stops.
        }
    }
}
