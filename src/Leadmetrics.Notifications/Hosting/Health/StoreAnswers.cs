using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Hosting.Health;

/// <summary>What the store answered to health checks of late.</summary>
/// <remarks>A host without a store has nothing to ask. Everybody who asks within <see cref="HealthOptions.CacheFor"/> gets the same answer, a failure too.</remarks>
internal sealed class StoreAnswers(IProviderStore? store, IProviderStatisticsStore? statistics, IQueueAdminStore? queue, HealthOptions options, TimeProvider timeProvider)
{
    public const string NoStore = "The host has no store: its providers are configured ones.";

    // No tenant has this row: the question goes by the primary key and finds nothing.
    private static readonly TenantId Nobody = new("health-check");

    private readonly RecentAnswer<bool> _ping = new(options.CacheFor, options.Timeout, timeProvider);
    private readonly RecentAnswer<IReadOnlyList<ProviderStatistics>> _counts = new(options.CacheFor, options.Timeout, timeProvider);
    private readonly RecentAnswer<QueueStatus> _queue = new(options.CacheFor, options.Timeout, timeProvider);

    public bool HasStore => store is not null;

    /// <summary>Whether the store counts rows: one of the host's own may not.</summary>
    public bool Counts => statistics is not null;

    /// <summary>Whether the store keeps a queue.</summary>
    public bool HasQueue => queue is not null;

    /// <summary>Asks the store for a row that is not there.</summary>
    /// <exception cref="StoreException">It cannot answer.</exception>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task PingAsync(CancellationToken cancellationToken) => _ping.GetAsync(
        async late =>
        {
            await store!.FindAsync(Nobody, Guid.Empty, late).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Counts all tenants' enabled rows; <see cref="Counts"/> says whether the store does.</summary>
    /// <exception cref="StoreException">It cannot answer.</exception>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task<IReadOnlyList<ProviderStatistics>> CountAsync(CancellationToken cancellationToken) =>
        _counts.GetAsync(late => statistics!.CountEnabledAsync(ProviderRow.EmailChannel, late), cancellationToken);

    /// <summary>Counts the queue of all tenants; <see cref="HasQueue"/> says whether there is one.</summary>
    /// <exception cref="StoreException">It cannot answer.</exception>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task<QueueStatus> QueueAsync(CancellationToken cancellationToken) => _queue.GetAsync(late => queue!.StatusAsync(null, late), cancellationToken);
}
