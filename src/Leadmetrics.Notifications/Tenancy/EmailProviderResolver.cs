using System.Collections.Concurrent;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The resolver: one cached route a tenant, loaded once for any number of waiting sends.</summary>
/// <remarks>
/// A route serves for its time to live; then the next question loads it again, and rows whose version has not changed keep their connections. An edit on this
/// host invalidates at once. While the store does not answer, a route not older than <see cref="ResolverOptions.MaxStale"/> goes on serving. Invariants: the
/// fast path is a dictionary read and a timestamp check, and allocates nothing; a tenant's connections are retired when its route leaves the cache.
/// </remarks>
internal sealed class EmailProviderResolver : IEmailProviderResolver, IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<TenantId, RouteEntry> _entries = new();
    private readonly RouteLoader _loader;
    private readonly ResolverOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<EmailProviderResolver> _logger;
    private int _disposed;

    public EmailProviderResolver(RouteLoader loader, ResolverOptions options, TimeProvider timeProvider, ILogger<EmailProviderResolver> logger)
    {
        _loader = loader;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    public ValueTask<EmailRoute> ResolveAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (_loader.Configured(tenant) is { } configured) return ValueTask.FromResult(configured);
        var now = _timeProvider.GetTimestamp();
        if (_entries.TryGetValue(tenant, out var entry) && entry.Fresh is { } loaded && _timeProvider.GetElapsedTime(loaded.LoadedAt, now) < _options.TimeToLive)
        {
            entry.UsedAt = now;
            return ValueTask.FromResult(loaded.Route);
        }

        return LoadAsync(tenant, now, cancellationToken);
    }

    /// <summary>Makes the next question for a tenant ask the store.</summary>
    public void Invalidate(TenantId tenant)
    {
        if (_entries.TryGetValue(tenant, out var entry)) entry.Invalidate();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await Task.WhenAll(_entries.Values.Select(RetireAsync)).ConfigureAwait(false);
        await _loader.DisposeAsync().ConfigureAwait(false);
    }

    // A container that is disposed synchronously has nowhere to wait: the connections are closed in the background.
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async ValueTask<EmailRoute> LoadAsync(TenantId tenant, long now, CancellationToken cancellationToken)
    {
        while (true)
        {
            var entry = _entries.GetOrAdd(tenant, static (_, logger) => new RouteEntry(logger), _logger);
            entry.UsedAt = now;
            if (_entries.Count > _options.MaxTenants) Evict(tenant);
            if (entry.Join(previous => _loader.LoadAsync(tenant, previous, this)) is not { } loading) continue;
            try
            {
                return (await loading.WaitAsync(cancellationToken).ConfigureAwait(false)).Route;
            }
            catch (StoreException unavailable) when (unavailable.IsTransient && entry.Loaded is { } stale && _timeProvider.GetElapsedTime(stale.LoadedAt) < _options.MaxStale)
            {
                Log.ServingStaleRoute(_logger, _timeProvider.GetElapsedTime(stale.LoadedAt), unavailable);
                return stale.Route;
            }
            catch (StoreException failed)
            {
                throw new EmailDeliveryException(
                    new EmailFailure
                    {
                        Kind = failed.IsTransient ? FailureKind.Unavailable : FailureKind.Configuration,
                        Phase = SendPhase.Resolve,
                        Outcome = failed.IsTransient ? SendOutcome.Deferred : SendOutcome.Rejected,
                        Message = failed.Message,
                    },
                    failed);
            }
        }
    }

    // An eighth at once, so that the scan is paid for by many inserts.
    private void Evict(TenantId keep)
    {
        foreach (var (tenant, entry) in _entries.OrderBy(pair => pair.Value.UsedAt).Take(Math.Max(1, _options.MaxTenants / 8)).ToArray())
        {
            if (tenant != keep && _entries.TryRemove(KeyValuePair.Create(tenant, entry))) _ = RetireAsync(entry);
        }
    }

    private Task RetireAsync(RouteEntry entry) =>
        entry.Retire() is { } loaded ? LoadedRoute.RetireAsync(loaded.Rows.Values, null, _logger) : Task.CompletedTask;
}
