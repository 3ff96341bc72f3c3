namespace Leadmetrics.Notifications.Tenancy;

/// <summary>When the host does a duty that is its own: within five minutes of its start, then every hour, until it ends.</summary>
internal static class EveryHour
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);

    /// <summary>Does a duty again and again.</summary>
    /// <param name="duty">The duty; what it throws ends all of it.</param>
    /// <param name="chance">From 0 to 1: how much of the first pause is waited. Hosts that start together shall not work together.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="stoppingToken">The host ends.</param>
    public static async Task DoAsync(Func<CancellationToken, Task> duty, double chance, TimeProvider timeProvider, CancellationToken stoppingToken)
    {
        try
        {
            for (var pause = LongestStart * chance; ; pause = Hour)
            {
                await Task.Delay(pause, timeProvider, stoppingToken).ConfigureAwait(false);
                await duty(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host ends.
        }
    }
}
