using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Makes this host see at once what other hosts change, by the store's change feed.</summary>
/// <remarks>
/// States: connecting → listening → waiting (1 s, doubled up to 30 s, half of it by chance, so that hosts do not come back together) → connecting. Invariant: whenever
/// listening begins, every route is asked for again at its next use, since changes may have gone by unheard; in between a route's time to live covers what is missed.
/// A store without a feed leaves everything to the time to live.
/// </remarks>
internal sealed class RouteInvalidation(IProviderChangeFeed? feed, EmailProviderResolver resolver, TimeProvider timeProvider, ILogger<RouteInvalidation> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (feed is null) return;
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await feed.ListenAsync(Listening, resolver.Invalidate, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception lost)
            {
                // Whatever it is, a host that hears nothing goes on by the time to live, and must not end for it.
                Log.ChangeFeedLost(logger, pause, lost);
            }

            try
            {
                await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), timeProvider, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        void Listening()
        {
            pause = FirstPause;
            resolver.Expire();
            Log.ChangeFeedListening(logger);
        }
    }
}
