using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Hosting.Health;

/// <summary>One question's latest answer: asked once for all who wait, given again for a while, and given up where it takes too long.</summary>
/// <remarks>
/// States: never asked, asking, answered, outdated. Invariants: at most one question is under way, one that was given up included, so what hangs holds one thread however often it is asked for:
/// until it has ended, being late is the answer; a question is nobody's own, so a caller who cancels ends only the wait; a failure is an answer like any other. The age counts from the answer's beginning. Fields are guarded by the lock; the question under way is touched by one answer at a time.
/// </remarks>
internal sealed class RecentAnswer<T>(TimeSpan lifetime, TimeSpan timeout, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private Task<T>? _answer;
    private Task<T>? _asking;
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
        if (_asking is { IsCompleted: false }) throw new TimeoutException("The question before was not answered in time, and is not answered yet.");
        using var deadline = new CancellationTokenSource(timeout, timeProvider);

        // A store that works synchronously, as SQLite's, hears no token: it is left behind.
        var late = deadline.Token;
        var asking = _asking = Task.Run(() => ask(late), CancellationToken.None);
        _ = asking.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await asking.WaitAsync(late).ConfigureAwait(false);
        }
        catch (OperationCanceledException silence) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException("There was no answer in time.", silence);
        }
    }
}
