using System.Collections.Concurrent;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The rows that could not be opened or read when they were last loaded on this host: sealed under a key that is not here, changed, or of another version.</summary>
/// <remarks>One entry a tenant, kept until a load of that tenant succeeds or its rows change: what nobody asks for any more does not keep a host degraded after it was mended.</remarks>
internal sealed class UnusableRows
{
    private readonly ConcurrentDictionary<TenantId, Guid> _rows = new();

    /// <summary>The rows' ids.</summary>
    public IReadOnlyCollection<Guid> Ids => [.. _rows.Values];

    public void Add(TenantId tenant, Guid rowId) => _rows[tenant] = rowId;

    public void Remove(TenantId tenant) => _rows.TryRemove(tenant, out _);
}
