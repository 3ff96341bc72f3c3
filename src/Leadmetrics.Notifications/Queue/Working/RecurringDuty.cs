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

                // What failed is due: it waits for the store alone, not for its own pause as well.
                while (!await TryAsync(duty, stopping).ConfigureAwait(false))
                {
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The worker stops; whatever failed at that moment is nobody's any more.
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> duty, CancellationToken stopping)
    {
        try
        {
            await duty(stopping).ConfigureAwait(false);
            _trouble.Over();
            return true;
        }
        catch (Exception failed) when (!stopping.IsCancellationRequested)
        {
            await _trouble.WaitAsync(failed, stopping).ConfigureAwait(false);
            return false;
        }
    }
}
