using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Integration;

/// <summary>A real store that counts questions, can be made to look unreachable, and can be held up.</summary>
internal sealed class ObservedStore(IProviderStore inner) : IProviderStore
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<DateTimeOffset> _lastErrors = new();
    private int _queries;

    public int Queries => Volatile.Read(ref _queries);

    /// <summary>When failures were noted.</summary>
    public IReadOnlyCollection<DateTimeOffset> LastErrors => _lastErrors;

    public bool Unreachable { get; set; }

    /// <summary>Runs where a load does.</summary>
    public Action BeforeList { get; set; } = static () => { };

    /// <summary>Holds an answer up that was already read.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Released by each answer that has come to the gate.</summary>
    public SemaphoreSlim AtGate { get; } = new(0);

    /// <summary>What happens between a row's being read and its reader's going on.</summary>
    public Func<Task> AfterFind { get; set; } = () => Task.CompletedTask;

    public async Task<IReadOnlyList<ProviderRow>> ListAsync(TenantId tenant, string channel, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _queries);
        BeforeList();
        var rows = Unreachable ? throw new StoreException(StoreFailure.Unavailable, "The database does not answer.") : await inner.ListAsync(tenant, channel, cancellationToken);
        AtGate.Release();
        await Gate;
        return rows;
    }

    public async Task<ProviderRow?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default)
    {
        var row = await inner.FindAsync(tenant, id, cancellationToken);
        await AfterFind();
        return row;
    }

    public Task AddAsync(ProviderRow row, CancellationToken cancellationToken = default) => inner.AddAsync(row, cancellationToken);

    public Task<bool> TryUpdateAsync(ProviderRow row, CancellationToken cancellationToken = default) => inner.TryUpdateAsync(row, cancellationToken);

    public Task<bool> SetLastErrorAsync(TenantId tenant, Guid id, long version, string error, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        _lastErrors.Enqueue(at);
        return inner.SetLastErrorAsync(tenant, id, version, error, at, cancellationToken);
    }

    public Task<bool> ClearLastErrorAsync(TenantId tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        inner.ClearLastErrorAsync(tenant, id, at, cancellationToken);

    public Task<bool> RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => inner.RemoveAsync(tenant, id, cancellationToken);
}
