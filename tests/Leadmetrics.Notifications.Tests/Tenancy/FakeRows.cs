using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Tests.Tenancy;

/// <summary>Rows in memory that let a test step in between a rotation's reading and its writing.</summary>
internal sealed class FakeRows : IRotationStore, IProviderStore
{
    private readonly SortedDictionary<string, ProviderRow> _rows = new(StringComparer.Ordinal);

    /// <summary>Runs before each batch is written.</summary>
    public Action<IReadOnlyList<SealedReplacement>> BeforeReplace { get; set; } = static _ => { };

    public int Replaces { get; private set; }

    public int MostAtOnce { get; private set; }

    public ProviderRow this[int row] => _rows[Key(TenantOf(row), IdOf(row))];

    public static TenantId TenantOf(int row) => new($"t{row:D6}");

    public static Guid IdOf(int row) => new(row + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public void Put(ProviderRow row) => _rows[Key(row.Tenant, row.Id)] = row;

    public void Remove(int row) => _rows.Remove(Key(TenantOf(row), IdOf(row)));

    public Task<long> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult((long)_rows.Count);

    public Task<IReadOnlyList<ProviderRow>> ListAsync(ProviderRowKey? after, int count, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var from = after is { } key ? Key(key.Tenant, key.Id) : "";
        ProviderRow[] page = [.. _rows.Where(row => string.CompareOrdinal(row.Key, from) > 0).Take(count).Select(row => row.Value)];
        MostAtOnce = Math.Max(MostAtOnce, page.Length);
        return Task.FromResult<IReadOnlyList<ProviderRow>>(page);
    }

    public Task<IReadOnlySet<ProviderRowKey>> ReplaceAsync(IReadOnlyList<SealedReplacement> rows, CancellationToken cancellationToken = default)
    {
        Replaces++;
        BeforeReplace(rows);
        var replaced = new HashSet<ProviderRowKey>();
        foreach (var row in rows)
        {
            if (!_rows.TryGetValue(Key(row.Read.Tenant, row.Read.Id), out var stored) || stored.Version != row.Read.Version || !Same(stored.OAuthState, row.Read.OAuthState)) continue;
            Put(stored with { Config = row.Config, PendingConfig = row.PendingConfig, OAuthState = row.OAuthState, ConfigKeyId = row.ConfigKeyId, Version = stored.Version + 1 });
            replaced.Add(row.Key);
        }

        return Task.FromResult<IReadOnlySet<ProviderRowKey>>(replaced);
    }

    public Task<ProviderRow?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => Task.FromResult(_rows.GetValueOrDefault(Key(tenant, id)));

    public Task<IReadOnlyList<ProviderRow>> ListAsync(TenantId tenant, string channel, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task AddAsync(ProviderRow row, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> ClearLastErrorAsync(TenantId tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> TryUpdateAsync(ProviderRow row, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> SetLastErrorAsync(TenantId tenant, Guid id, long version, string error, DateTimeOffset at, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private static string Key(TenantId tenant, Guid id) => $"{tenant.Value}/{id}";

    private static bool Same(ReadOnlyMemory<byte>? one, ReadOnlyMemory<byte>? other) => one.HasValue == other.HasValue && (one ?? default).Span.SequenceEqual((other ?? default).Span);
}
