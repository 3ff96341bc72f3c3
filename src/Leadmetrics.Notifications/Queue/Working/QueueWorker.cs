using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Starts the duties of a worker together and ends them in order.</summary>
/// <remarks>
/// Stopping: claims end → mails that wait go back → those under way end by themselves, for as long as the grace period lasts → what is left is cancelled, and goes back where it is not past the point of no return →
/// what became of all is stored → leases are renewed until here → the worker says that it is gone. What cannot be stored by then comes back when its lease ends.
/// </remarks>
internal sealed class QueueWorker(
    string worker, Dispatcher dispatcher, Settler settler, LeaseKeeper keeper, Rescuer rescuer, QueuePruner pruner, Waker waker, WorkSlots slots, QueueDepth depth, TimeSpan gracePeriod, TimeProvider timeProvider, ILogger<Dispatcher> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan LastClaim = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoning = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _claims = Task.CompletedTask;
    private Task _duties = Task.CompletedTask;
    private Task _settling = Task.CompletedTask;
    private Task? _stopped;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // On the pool: a host's start does not wait for a database.
        _settling = Task.Run(() => settler.RunAsync(_ending.Token), CancellationToken.None);
        _duties = Task.Run(
            () => Task.WhenAll(keeper.RunAsync(_ending.Token), rescuer.RunAsync(_stopping.Token), pruner.RunAsync(_stopping.Token), waker.ListenAsync(_stopping.Token), depth.RunAsync(_stopping.Token)), CancellationToken.None);
        _claims = Task.Run(() => dispatcher.RunAsync(_stopping.Token, _abandoning.Token), CancellationToken.None);
        Log.QueueWorkerStarted(logger, worker);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // Some hosts are stopped twice, the second time when this is gone.
        lock (_lock) return _stopped ??= StopOnceAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _abandoning.Dispose();
        _ending.Dispose();
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);

        // A claim that hangs with its connection is not waited for; what it brings then comes back when its leases end.
        await Task.WhenAny(_claims, Task.Delay(LastClaim, timeProvider, CancellationToken.None)).ConfigureAwait(false);
        foreach (var waiting in slots.Close()) dispatcher.Release(waiting);
        if (!await EmptyAsync(gracePeriod, cancellationToken).ConfigureAwait(false))
        {
            await _abandoning.CancelAsync().ConfigureAwait(false);
            await EmptyAsync(LastWords, CancellationToken.None).ConfigureAwait(false);
        }

        var left = slots.Held;
        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(_duties, _settling), Task.Delay(LastWords, timeProvider, CancellationToken.None)).ConfigureAwait(false);
        await waker.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        Log.QueueWorkerStopped(logger, worker, left);
    }

    // Whether nothing is held any more within a time.
    private async Task<bool> EmptyAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(time, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            while (slots.Held > 0) await slots.ChangedAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return slots.Held == 0;
        }
    }
}
