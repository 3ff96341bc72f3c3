namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Counts in this process alone, for a host without a store: each process has the whole limit to itself, and a restart begins anew.</summary>
/// <remarks>Invariant: a scope holds only buckets that counted when it was last charged; scopes that count nothing any more go when their number has doubled.</remarks>
internal sealed class ProcessBudget(TimeProvider timeProvider) : IBudgetStore
{
    private const int LeastSweep = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, string Scope), List<BudgetBucket>> _scopes = [];
    private readonly DateTimeOffset _startedAt = timeProvider.GetUtcNow();
    private readonly long _started = timeProvider.GetTimestamp();
    private int _sweepAt = LeastSweep;

    // No clock that somebody sets: within one process time only passes.
    private DateTimeOffset Now => _startedAt + timeProvider.GetElapsedTime(_started);

    public Task<BudgetTake> TakeAsync(IReadOnlyList<BudgetCharge> charges, CancellationToken cancellationToken = default)
    {
        RollingBudget.Check(charges);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = Now;
            var used = charges.SelectMany(charge => _scopes.GetValueOrDefault((charge.TenantKey, charge.Scope)) ?? []).ToList();
            var take = RollingBudget.Take(charges, used, now);
            if (!take.IsTaken) return Task.FromResult(take);
            foreach (var charge in charges) Scope_NeedsLock(charge.TenantKey, charge.Scope).RemoveAll(bucket => RollingBudget.IsPast(bucket, now));
            foreach (var bucket in take.Receipt.Buckets) Add_NeedsLock(bucket, bucket.Used);
            if (_scopes.Count >= _sweepAt) Sweep_NeedsLock(now);
            return Task.FromResult(take);
        }
    }

    public Task GiveBackAsync(BudgetReceipt receipt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        lock (_lock)
        {
            foreach (var bucket in receipt.Buckets.Where(bucket => _scopes.ContainsKey((bucket.Tenant, bucket.Scope)))) Add_NeedsLock(bucket, -bucket.Used);
        }

        return Task.CompletedTask;
    }

    /// <summary>How many buckets are kept.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _scopes.Values.Sum(buckets => buckets.Count);
        }
    }

    private List<BudgetBucket> Scope_NeedsLock(string tenant, string scope)
    {
        if (!_scopes.TryGetValue((tenant, scope), out var buckets)) _scopes[(tenant, scope)] = buckets = [];
        return buckets;
    }

    private void Add_NeedsLock(BudgetBucket bucket, long amount)
    {
        var buckets = Scope_NeedsLock(bucket.Tenant, bucket.Scope);
        var at = buckets.FindIndex(kept => kept.Span == bucket.Span && kept.Index == bucket.Index);
        if (at < 0)
        {
            if (amount > 0) buckets.Add(bucket);
            return;
        }

        var used = buckets[at].Used + amount;
        if (used > 0) buckets[at] = buckets[at] with { Used = used };
        else buckets.RemoveAt(at);
    }

    private void Sweep_NeedsLock(DateTimeOffset now)
    {
        foreach (var (key, buckets) in _scopes)
        {
            if (buckets.TrueForAll(bucket => RollingBudget.IsPast(bucket, now))) _scopes.Remove(key);
        }

        _sweepAt = Math.Max(LeastSweep, _scopes.Count * 2);
    }
}
