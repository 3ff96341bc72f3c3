using Leadmetrics.Notifications.Providers;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>One tenant's place in the resolver's cache.</summary>
/// <remarks>
/// States: empty, loading, loaded, loaded and loading again, retired. Invariants: at most one load runs at a time; a load that began before an invalidation
/// is never kept as fresh (its generation is older); a retired entry takes no answer any more, so what a late load built is retired by that load.
/// The handles of a route are suspended by an invalidation, and serve again only by a load that nothing has overtaken.
/// Fields are guarded by the lock; those that the fast path reads without it are volatile.
/// </remarks>
internal sealed class RouteEntry(ILogger logger)
{
    private const long NeverFailed = long.MinValue;

    private readonly Lock _lock = new();
    private volatile LoadedRoute? _loaded;
    private volatile EmailRoute? _fresh;
    private long _usedAt;
    private long _failedAt = NeverFailed;
    private Task<LoadedRoute>? _loading;
    private int _generation;
    private int _loadingGeneration;
    private bool _retired;

    /// <summary>When it was last asked for.</summary>
    public long UsedAt
    {
        get => Volatile.Read(ref _usedAt);
        set => Volatile.Write(ref _usedAt, value);
    }

    /// <summary>When the store last did not answer; <see langword="null"/> where it has since, or always did.</summary>
    public long? FailedAt
    {
        get => Volatile.Read(ref _failedAt) is var at and not NeverFailed ? at : null;
        set => Volatile.Write(ref _failedAt, value ?? NeverFailed);
    }

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool IsLoading
    {
        get
        {
            lock (_lock) return _loading is { IsCompleted: false };
        }
    }

    /// <summary>The last answer where it was not invalidated since; its age is the caller's to judge.</summary>
    public EmailRoute? Fresh => _fresh;

    /// <summary>Joins the load that runs, or starts one; an answer that is young enough is given as it is. A load that an invalidation has overtaken is not joined.</summary>
    public Task<LoadedRoute>? Join(Predicate<EmailRoute> isYoung, Func<LoadedRoute?, Task<LoadedRoute>> load)
    {
        lock (_lock)
        {
            if (_retired) return null;
            // The load that was waited for may have ended between the caller's look and this one.
            if (_fresh is { } fresh && isYoung(fresh) && _loaded is { } loaded) return Task.FromResult(loaded);
            if (_loading is { IsCompleted: false } running && _loadingGeneration == _generation) return running;

            // One after the other: two loads at once would each build the same row's connections.
            var before = _loading;
            _loadingGeneration = _generation;
            var generation = _generation;
            _loading = Detached.Run(() => LoadAsync(before, load, generation));

            // Where every waiter has gone, nobody else looks at a failure.
            _ = _loading.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return _loading;
        }
    }

    /// <summary>Makes the next question ask the store.</summary>
    public void Invalidate()
    {
        lock (_lock)
        {
            _generation++;
            _fresh = null;
            _loaded?.Suspend();
        }
    }

    /// <summary>Ends the entry; what it held is the caller's to retire.</summary>
    public LoadedRoute? Retire()
    {
        lock (_lock)
        {
            _retired = true;
            _fresh = null;
            return _loaded;
        }
    }

    private async Task<LoadedRoute> LoadAsync(Task? before, Func<LoadedRoute?, Task<LoadedRoute>> load, int generation)
    {
        if (before is not null) await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var previous = _loaded;
        var loaded = await load(previous).ConfigureAwait(false);
        bool retired;
        lock (_lock)
        {
            retired = _retired;
            if (!retired)
            {
                _loaded = loaded;
                FailedAt = null;
                _fresh = generation == _generation ? loaded.Route : null;

                // What a change has overtaken serves nobody, whoever waited for it: its handles ask again.
                if (_fresh is not null) loaded.Serve();
                else loaded.Suspend();
            }
        }

        // Only now: a handle that finds its connections retired resolves again, and must find the new answer.
        if (retired) _ = LoadedRoute.RetireAsync(loaded.Rows.Values, null, logger);
        else if (previous is not null) _ = LoadedRoute.RetireAsync(previous.Rows.Values, loaded.Rows, logger);
        return loaded;
    }
}
