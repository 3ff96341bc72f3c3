using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Hosting.Health;

/// <summary>One question's latest answer: asked once for all who wait, given again for a while, and given up where it takes too long.</summary>
/// <remarks>
/// States: never asked, asking, answered, outdated. Invariants: at most one question that is waited for is under way; it is nobody's own, so a caller who cancels ends only the wait;
/// a failure is an answer like any other. The age counts from the answer's beginning. Fields are guarded by the lock.
/// </remarks>
internal sealed class RecentAnswer<T>(TimeSpan lifetime, TimeSpan timeout, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private Task<T>? _answer;
    private long _askedAt;

    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public Task<T> GetAsync(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        Task<T> answer;
        lock (_lock)
        {
            if (_answer is null || (_answer.IsCompleted && timeProvider.GetElapsedTime(_askedAt) >= lifetime))
            {
                _askedAt = timeProvider.GetTimestamp();
                _answer = Detached.Run(() => BoundedAsync(ask));

                // Where every waiter has gone, nobody else looks at a failure.
                _ = _answer.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            answer = _answer;
        }

        return answer.WaitAsync(cancellationToken);
    }

    private async Task<T> BoundedAsync(Func<CancellationToken, Task<T>> ask)
    {
        using var deadline = new CancellationTokenSource(timeout, timeProvider);

        // A store that works synchronously, as SQLite's, hears no token: it is left behind.
        var asking = Task.Run(() => ask(deadline.Token), CancellationToken.None);
        _ = asking.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await asking.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException("There was no answer in time.", late);
        }
    }
}
