using System.Collections.Concurrent;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>Rows of one tenant after the other, as long as the test.</summary>
internal sealed class RowsInMemory : IProviderStore
{
    private readonly ConcurrentDictionary<(TenantId Tenant, Guid Id), ProviderRow> _rows = new();

    public ICollection<ProviderRow> All => _rows.Values;

    /// <summary>What a listing fails with; <see langword="null"/>: it does not.</summary>
    public StoreException? Failure { get; set; }

    public Task<IReadOnlyList<ProviderRow>> ListAsync(TenantId tenant, string channel, CancellationToken cancellationToken = default) =>
        Failure is { } failure ? throw failure : Task.FromResult<IReadOnlyList<ProviderRow>>([.. _rows.Values.Where(row => row.Tenant == tenant).OrderBy(row => row.Priority)]);

    public Task<ProviderRow?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => Task.FromResult(_rows.GetValueOrDefault((tenant, id)));

    public Task AddAsync(ProviderRow row, CancellationToken cancellationToken = default)
    {
        _rows[(row.Tenant, row.Id)] = row;
        return Task.CompletedTask;
    }

    public Task<bool> TryUpdateAsync(ProviderRow row, CancellationToken cancellationToken = default) =>
        Task.FromResult(_rows.TryGetValue((row.Tenant, row.Id), out var now) && now.Version == row.Version - 1 && _rows.TryUpdate((row.Tenant, row.Id), row, now));

    public Task<bool> SetLastErrorAsync(TenantId tenant, Guid id, long version, string error, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        Task.FromResult(_rows.TryGetValue((tenant, id), out var now) && now.Version == version && _rows.TryUpdate((tenant, id), now with { LastError = error, LastErrorAt = at }, now));

    public Task<bool> ClearLastErrorAsync(TenantId tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        Task.FromResult(_rows.TryGetValue((tenant, id), out var now) && now.LastErrorAt == at && _rows.TryUpdate((tenant, id), now with { LastError = null, LastErrorAt = null }, now));

    public Task<bool> RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => Task.FromResult(_rows.TryRemove((tenant, id), out _));
}
