using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>One duty of a worker, done again and again until the worker stops. What it throws is told once a minute and ends nothing.</summary>
internal sealed class RecurringDuty(string name, Func<TimeSpan> pause, StoreWeather weather, TimeProvider timeProvider, ILogger logger)
{
    private readonly StoreTrouble _trouble = new(name, weather, timeProvider, logger);

    public async Task RunAsync(Func<CancellationToken, Task> duty, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pause(), timeProvider, stopping).ConfigureAwait(false);
                try
                {
                    await duty(stopping).ConfigureAwait(false);
                    _trouble.Over();
                }
                catch (Exception failed) when (!stopping.IsCancellationRequested)
                {
                    await _trouble.WaitAsync(failed, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The worker stops; whatever failed at that moment is nobody's any more.
        }
    }
}
