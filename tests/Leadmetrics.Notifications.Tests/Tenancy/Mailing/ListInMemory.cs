using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tests.Tenancy.Mailing;

/// <summary>A suppression list of a test; it counts what is asked, and can be made to fail.</summary>
internal sealed class ListInMemory : ISuppressionStore
{
    private readonly List<Suppression> _entries = [];

    public StoreFailure? Fails { get; set; }

    public int Asked { get; private set; }

    /// <summary>How many entries each pruning removed.</summary>
    public List<int> Removals { get; } = [];

    public void Add(string address, SuppressionScope scope = SuppressionScope.All, SuppressionReason reason = SuppressionReason.HardBounce) =>
        _entries.Add(new Suppression { Tenant = Route.Acme, Address = address, Reason = reason, Scope = scope, CreatedAt = default });

    public Task<IReadOnlyList<Suppression>> FindAsync(TenantId tenant, IReadOnlyList<string> addresses, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(addresses.Count, 10_000, nameof(addresses));
        Asked++;
        return Fails is { } failure
            ? Task.FromException<IReadOnlyList<Suppression>>(new StoreException(failure, "The database does not answer."))
            : Task.FromResult<IReadOnlyList<Suppression>>([.. _entries.Where(entry => entry.Tenant == tenant && addresses.Contains(entry.Address))]);
    }

    public Task SetAsync(Suppression suppression, CancellationToken cancellationToken = default)
    {
        _entries.Add(suppression);
        return Task.CompletedTask;
    }

    public Task<int> RemoveAsync(TenantId tenant, string address, SuppressionReason? reason, CancellationToken cancellationToken = default) =>
        Task.FromResult(_entries.RemoveAll(entry => entry.Tenant == tenant && entry.Address == address && (reason is null || entry.Reason == reason)));

    public Task<IReadOnlyList<Suppression>> ListAsync(TenantId tenant, SuppressionQuery query, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Suppression>>([.. _entries.Where(entry => entry.Tenant == tenant)]);

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int most, CancellationToken cancellationToken = default)
    {
        if (Fails is { } failure) return Task.FromException<int>(new StoreException(failure, "The database does not answer."));
        var ended = _entries.Where(entry => entry.ExpiresAt < endedBefore).Take(most).ToHashSet();
        Removals.Add(_entries.RemoveAll(ended.Contains));
        return Task.FromResult(ended.Count);
    }
}
