using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Servers;

/// <summary>Holds the one server of a verb in memory. It counts as verified: whoever typed it vouches for it.</summary>
internal sealed class TypedServerStore : IProviderStore
{
    private ProviderRow? _row;

    public Task<IReadOnlyList<ProviderRow>> ListAsync(TenantId tenant, string channel, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<ProviderRow>>(_row is { } row && row.Tenant == tenant && row.Channel == channel ? [row] : []);

    public Task<IReadOnlyList<ProviderRow>> ListServingAsync(TenantId tenant, string channel, CancellationToken cancellationToken = default) =>
        ListAsync(tenant, channel, cancellationToken);

    public Task<ProviderRow?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) =>
        Task.FromResult(_row is { } row && row.Tenant == tenant && row.Id == id ? row : null);

    public Task AddAsync(ProviderRow row, CancellationToken cancellationToken = default)
    {
        _row = row with { VerifiedAt = row.CreatedAt };
        return Task.CompletedTask;
    }

    public Task<bool> TryUpdateAsync(ProviderRow row, CancellationToken cancellationToken = default)
    {
        if (_row is not { } known || known.Id != row.Id || known.Version + 1 != row.Version) return Task.FromResult(false);
        _row = row;
        return Task.FromResult(true);
    }

    public Task<bool> SetLastErrorAsync(TenantId tenant, Guid id, long version, string error, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        Change(id, row => row with { LastError = error, LastErrorAt = at });

    public Task<bool> ClearLastErrorAsync(TenantId tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        _row?.LastErrorAt == at ? Change(id, row => row with { LastError = null, LastErrorAt = null }) : Task.FromResult(false);

    public Task<bool> RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => Change(id, static _ => null);

    private Task<bool> Change(Guid id, Func<ProviderRow, ProviderRow?> change)
    {
        if (_row is not { } row || row.Id != id) return Task.FromResult(false);
        _row = change(row);
        return Task.FromResult(true);
    }
}
