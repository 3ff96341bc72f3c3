using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Decides when an unoccupied worker looks for mail again.</summary>
/// <remarks>
/// States: restless (mail comes fast: it looks again by itself, after a quarter of the time since it last found some, 3 to 50 ms) → idle (nothing for a quarter of a second: it has said so in the database, has looked once
/// more, since mail may have come before the word was out, and once more a little later, since a statement may have begun before; now whoever queues mail wakes it) → restless (mail was found 20 times within a tenth of a second).
/// So where mail comes fast nobody wakes anybody, and commits do not wait for each other; where it comes slowly each mail is claimed at once. While idle it looks by itself about once a poll interval,
/// and when a mail is due or a hold ends, whether anybody wakes it or not.
/// </remarks>
internal sealed class Waker(IQueueWakeFeed feed, string worker, TimeSpan pollInterval, StoreWeather weather, TimeProvider timeProvider, ILogger<Dispatcher> logger)
{
    private const int RestlessFrom = 20;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan LongestRestless = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Afterlook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _saying = Task.CompletedTask;
    private long _found = timeProvider.GetTimestamp();
    private long _said;
    private long _window;
    private int _finds;
    private bool _isIdle;
    private bool _looksAgain;

    /// <summary>Makes the worker look now.</summary>
    public void Wake()
    {
        lock (_lock) _woken.TrySetResult();
    }

    /// <summary>Mail was found.</summary>
    public void Found()
    {
        _found = timeProvider.GetTimestamp();
        if (!_isIdle) return;
        if (timeProvider.GetElapsedTime(_window, _found) > Window) (_window, _finds) = (_found, 0);
        if (++_finds < RestlessFrom) return;
        _isIdle = false;
        _saying = SayAsync(_saying, false);
    }

    /// <summary>Waits until it is worth looking.</summary>
    /// <param name="nextDue">How long until something is known to be due; <see langword="null"/>: nothing is.</param>
    /// <param name="stopping">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan? nextDue, CancellationToken stopping)
    {
        var since = timeProvider.GetElapsedTime(_found);
        if (_isIdle)
        {
            if (timeProvider.GetElapsedTime(_said) > Heartbeat) await SayIdleAsync().ConfigureAwait(false);
            var pause = _looksAgain ? Afterlook : pollInterval * (0.8 + (0.4 * Random.Shared.NextDouble()));
            _looksAgain = false;
            await PauseAsync(nextDue < pause ? Longer(nextDue.Value, TimeSpan.FromMilliseconds(1)) : pause, stopping).ConfigureAwait(false);
        }
        else if (since < IdleAfter)
        {
            var pause = Longer(since / 4, Shortest);
            await PauseAsync(pause < LongestRestless ? pause : LongestRestless, stopping).ConfigureAwait(false);
        }
        else
        {
            await SayIdleAsync().ConfigureAwait(false);
            _isIdle = _looksAgain = true;
        }
    }

    /// <summary>Hears what is said of new mail, until it is cancelled.</summary>
    public async Task ListenAsync(CancellationToken stopping)
    {
        var trouble = new StoreTrouble("listen for new mail", weather, timeProvider, logger);
        try
        {
            while (true)
            {
                try
                {
                    await feed.ListenAsync(
                        () =>
                        {
                            trouble.Over();
                            Wake();
                        },
                        Wake,
                        stopping).ConfigureAwait(false);
                }
                catch (Exception lost) when (!stopping.IsCancellationRequested)
                {
                    await trouble.WaitAsync(lost, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The worker stops.
        }
    }

    /// <summary>Says that the worker is gone.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _saying.ConfigureAwait(false);
            await feed.LeaveAsync(worker, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            // Whatever it is: others forget the worker after a while.
            Log.QueueDutyFailed(logger, "leave", failed);
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private Task SayIdleAsync() => _saying = SayAsync(_saying, true);

    // One after the other, so that the last word stands. Behind the back of whoever has found mail: it is not to wait for a commit.
    private async Task SayAsync(Task before, bool idle)
    {
        await before.ConfigureAwait(false);
        try
        {
            await feed.SetIdleAsync(worker, idle, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            // Whatever it is: the worker is woken in vain, or finds mail by itself.
            Log.QueueDutyFailed(logger, "say whether the worker is idle", failed);
        }

        _said = timeProvider.GetTimestamp();
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        Task woken;
        lock (_lock)
        {
            if (_woken.Task.IsCompleted)
            {
                // Woken while it was looking: it may have looked too early.
                _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return;
            }

            woken = _woken.Task;
        }

        try
        {
            await woken.WaitAsync(pause, timeProvider, stopping).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nobody woke it.
        }
    }
}
