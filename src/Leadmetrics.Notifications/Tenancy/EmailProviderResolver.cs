using System.Collections.Concurrent;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The resolver: one cached route a tenant, loaded once for any number of waiting sends.</summary>
/// <remarks>
/// A route serves for its time to live; then the next question loads it again, and rows whose version has not changed keep their connections. An edit on this
/// host invalidates at once, one on another host by the store's notification, where it has any (<see cref="RouteInvalidation"/>). While the store does not answer, a route not older than <see cref="ResolverOptions.MaxStale"/> goes on serving, and the store is
/// asked again every five seconds, not by each send; a route that a known change has overtaken does not serve. Invariants: the
/// fast path is a dictionary read and a timestamp check, and allocates nothing; a tenant's connections are retired when its route leaves the cache.
/// </remarks>
internal sealed class EmailProviderResolver : IEmailProviderResolver, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TenantId, RouteEntry> _entries = new();
    private readonly RouteLoader _loader;
    private readonly ResolverOptions _options;
    private readonly TimeProvider _timeProvider;

    // In the clock's own unit: the fast path divides nothing.
    private readonly long _timeToLive;
    private readonly long _usedStep;
    private readonly ILogger<EmailProviderResolver> _logger;
    // Answers loaded before this are asked for again; MinValue: none.
    private long _expiredBefore = long.MinValue;
    private int _disposed;
    private int _trimming;

    public EmailProviderResolver(RouteLoader loader, ResolverOptions options, TimeProvider timeProvider, ILogger<EmailProviderResolver> logger)
    {
        _loader = loader;
        _options = options;
        _timeProvider = timeProvider;
        _timeToLive = (long)(options.TimeToLive.TotalSeconds * timeProvider.TimestampFrequency);
        _usedStep = timeProvider.TimestampFrequency;
        _logger = logger;
    }

    public ValueTask<EmailRoute> ResolveAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (_loader.HasConfigured && _loader.Configured(tenant) is { } configured) return ValueTask.FromResult(configured);
        var now = _timeProvider.GetTimestamp();
        if (_entries.TryGetValue(tenant, out var entry) && entry.Fresh is { } route && IsYoung(route, now))
        {
            // Not at each question: a write dirties a line that every core reads.
            if (now - entry.UsedAt > _usedStep) entry.UsedAt = now;
            return ValueTask.FromResult(route);
        }

        return LoadAsync(tenant, now, cancellationToken);
    }

    /// <summary>Makes the next question for a tenant ask the store.</summary>
    public void Invalidate(TenantId tenant)
    {
        if (_entries.TryGetValue(tenant, out var entry)) entry.Invalidate();
        _loader.Forget(tenant);
    }

    /// <summary>Makes the next question for every tenant ask the store, where it answers: changes may have gone by unheard.</summary>
    public void Expire() => Volatile.Write(ref _expiredBefore, _timeProvider.GetTimestamp());

    /// <summary>Lets go of a tenant's route and its connections; running sends finish first.</summary>
    public void Evict(TenantId tenant)
    {
        if (_entries.TryRemove(tenant, out var entry)) _ = RetireAsync(entry);
        _loader.Forget(tenant);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        var retired = new List<Task>();
        foreach (var (tenant, entry) in _entries.ToArray())
        {
            if (_entries.TryRemove(KeyValuePair.Create(tenant, entry))) retired.Add(RetireAsync(entry));
        }

        await Task.WhenAll(retired).ConfigureAwait(false);
        await _loader.DisposeAsync().ConfigureAwait(false);
    }

    // A container that is disposed synchronously has nowhere to wait: the connections are closed in the background.
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async ValueTask<EmailRoute> LoadAsync(TenantId tenant, long now, CancellationToken cancellationToken)
    {
        var activity = NotificationsTelemetry.Begin(TelemetryNames.ResolveActivity);
        try
        {
            var (route, outcome) = await WaitAsync(tenant, now, cancellationToken).ConfigureAwait(false);
            activity?.SetTag(TelemetryNames.Outcome, outcome);
            return route;
        }
        catch (Exception failed) when (activity is not null)
        {
            SendVerdict.Of(failed).Write(activity, null);
            throw;
        }
        finally
        {
            Listeners.End(activity);
        }
    }

    /// <summary>The route, and whether it was loaded or is an old one that goes on serving, in a word.</summary>
    private async ValueTask<(EmailRoute Route, string Outcome)> WaitAsync(TenantId tenant, long now, CancellationToken cancellationToken)
    {
        while (true)
        {
            var entry = Enter(tenant, now);
            if (entry.FailedAt is { } failedAt && _timeProvider.GetElapsedTime(failedAt, now) < RetryPause && StaleOf(entry) is { } waiting) return (waiting, TelemetryWords.Stale);
            if (entry.Join(route => IsYoung(route, now), previous => _loader.LoadAsync(tenant, previous, this)) is not { } loading)
            {
                // Retired since: by an eviction, or for good.
                _entries.TryRemove(KeyValuePair.Create(tenant, entry));
                continue;
            }

            try
            {
                return ((await loading.WaitAsync(cancellationToken).ConfigureAwait(false)).Route, TelemetryWords.Loaded);
            }
            catch (StoreException unavailable) when (unavailable.IsTransient && StaleOf(entry) is { } stale)
            {
                entry.FailedAt = _timeProvider.GetTimestamp();
                Log.ServingStaleRoute(_logger, _timeProvider.GetElapsedTime(stale.LoadedAt), unavailable);
                return (stale, TelemetryWords.Stale);
            }
            catch (StoreException failed)
            {
                throw new EmailDeliveryException(
                    new EmailFailure
                    {
                        Kind = failed.IsTransient ? FailureKind.Unavailable : FailureKind.Configuration,
                        Phase = SendPhase.Resolve,
                        Outcome = failed.IsTransient ? SendOutcome.Deferred : SendOutcome.Rejected,
                        // The store's own sentence names a machine, and this one reaches tenants.
                        Message = failed.IsTransient ? "The store of providers' settings does not answer." : "The store of providers' settings cannot be used.",
                    },
                    failed);
            }
        }
    }

    // Checked again behind the insert: what is inserted after the disposal's snapshot is nobody's to retire, so it must not be.
    private RouteEntry Enter(TenantId tenant, long now)
    {
        var entry = _entries.GetOrAdd(tenant, static (_, logger) => new RouteEntry(logger), _logger);
        entry.UsedAt = now;
        if (Volatile.Read(ref _disposed) != 0)
        {
            if (_entries.TryRemove(KeyValuePair.Create(tenant, entry))) _ = RetireAsync(entry);
            throw new ObjectDisposedException(nameof(EmailProviderResolver));
        }

        if (_entries.Count > _options.MaxTenants) Trim(tenant);
        return entry;
    }

    private bool IsYoung(EmailRoute route, long now) => route.LoadedAt >= Volatile.Read(ref _expiredBefore) && now - route.LoadedAt < _timeToLive;

    // What a known change has overtaken does not go on serving, however young it is.
    private EmailRoute? StaleOf(RouteEntry entry) =>
        entry.Fresh is { } stale && _timeProvider.GetElapsedTime(stale.LoadedAt) < _options.MaxStale ? stale : null;

    // An eighth below the bound, so that the scan is paid for by many inserts; one thread at a time, and never what is being loaded.
    private void Trim(TenantId keep)
    {
        if (Interlocked.Exchange(ref _trimming, 1) != 0) return;
        try
        {
            var entries = _entries.ToArray();
            var excess = entries.Length - _options.MaxTenants + (_options.MaxTenants / 8);
            foreach (var (tenant, entry) in entries.OrderBy(pair => pair.Value.UsedAt))
            {
                if (excess <= 0) break;
                if (tenant == keep || entry.IsLoading || !_entries.TryRemove(KeyValuePair.Create(tenant, entry))) continue;
                _ = RetireAsync(entry);
                excess--;
            }
        }
        finally
        {
            Volatile.Write(ref _trimming, 0);
        }
    }

    private Task RetireAsync(RouteEntry entry) =>
        entry.Retire() is { } loaded ? LoadedRoute.RetireAsync(loaded.Rows.Values, null, _logger) : Task.CompletedTask;
}
