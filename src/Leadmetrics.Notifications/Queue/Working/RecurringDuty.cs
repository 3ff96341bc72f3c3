using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>One duty of a worker, done again and again until the worker stops. What it throws is told once a minute and ends nothing.</summary>
internal sealed class RecurringDuty(string name, Func<TimeSpan> pause, TimeProvider timeProvider, ILogger logger)
{
    private readonly StoreTrouble _trouble = new(name, timeProvider, logger);

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
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The worker stops.
        }
    }
}
