using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Looks how deep the queue is, every 15 seconds, where somebody listens.</summary>
internal sealed class QueueDepth(IQueueAdminStore store, QueueTelemetry telemetry, StoreWeather weather, TimeProvider timeProvider, ILogger<Dispatcher> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    public Task RunAsync(CancellationToken stopping) => new RecurringDuty("count the queue", () => Pause, weather, timeProvider, logger).RunAsync(LookAsync, stopping);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        // What was seen before the store fell silent would look well.
        telemetry.Depth = null;
        if (!telemetry.ShowsDepth) return;
        var status = await store.StatusAsync(null, cancellationToken).ConfigureAwait(false);
        telemetry.Depth = new QueueDepths(status.Ready, status.Scheduled, status.Sending, status.Held, status.Dead, status.OldestReady?.TotalSeconds ?? 0);
    }
}
