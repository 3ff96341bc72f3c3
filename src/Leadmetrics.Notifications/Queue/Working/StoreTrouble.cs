using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>What one duty does while its store fails: waits, longer each time, and says so once a minute.</summary>
/// <remarks>Whatever fails, a duty goes on: a worker that ended quietly would be found out by a full queue.</remarks>
internal sealed class StoreTrouble(string duty, StoreWeather weather, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly OncePerMinute _told = new(timeProvider);
    private TimeSpan _pause = First;

    /// <summary>The store has answered.</summary>
    public void Over() => _pause = First;

    /// <summary>Tells of a failure and waits.</summary>
    public async Task WaitAsync(Exception failed, CancellationToken cancellationToken)
    {
        weather.Failed();
        if (_told.IsDue()) Log.QueueDutyFailed(logger, duty, failed);
        var pause = _pause * (0.5 + (Random.Shared.NextDouble() / 2));
        _pause = _pause * 2 < Longest ? _pause * 2 : Longest;
        await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
    }
}
