using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Takes mails back whose workers are gone, every 2 to 3 seconds, and forgets workers that say nothing any more. Every worker of every host does it, but not for 2 to 8 seconds behind trouble with the store: what was sent meanwhile is stored first.</summary>
internal sealed class Rescuer(IQueueWorkStore store, IQueueWakeFeed wakes, Waker waker, QueueTelemetry telemetry, StoreWeather weather, TimeProvider timeProvider, ILogger<Dispatcher> logger)
{
    private const int Most = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private long _forgotten = timeProvider.GetTimestamp();

    /// <summary>Rescues until it is cancelled.</summary>
    public Task RunAsync(CancellationToken stopping) => new RecurringDuty("rescue", () => Pause * (1 + (Random.Shared.NextDouble() / 2)), weather, timeProvider, logger).RunAsync(RescueAsync, stopping);

    /// <summary>Takes back all whose leases ran out.</summary>
    public async Task RescueAsync(CancellationToken cancellationToken)
    {
        while (!weather.IsCalm) await Task.Delay(Look, timeProvider, cancellationToken).ConfigureAwait(false);
        int rescued;
        do
        {
            rescued = await store.RescueAsync(Most, cancellationToken).ConfigureAwait(false);
            if (rescued == 0) continue;
            telemetry.Rescued(rescued);
            Log.MailsRescued(logger, rescued);
            waker.Wake();
        }
        while (rescued == Most);

        if (timeProvider.GetElapsedTime(_forgotten) < Silence) return;
        await wakes.ForgetAsync(Silence, cancellationToken).ConfigureAwait(false);
        _forgotten = timeProvider.GetTimestamp();
    }
}
