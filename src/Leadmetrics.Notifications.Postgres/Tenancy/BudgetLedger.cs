using System.Runtime.InteropServices;
using Leadmetrics.Notifications.Tenancy.Budgets;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>What is kept of some scopes while their locks are held, and what takes under these locks add to it. A take sees those before it.</summary>
internal sealed class BudgetLedger(DateTimeOffset now)
{
    private readonly Dictionary<(string Tenant, string Scope), List<BudgetBucket>> _scopes = [];
    private readonly Dictionary<(string Tenant, string Scope, BudgetSpan Span, long Index), long> _taken = [];

    /// <summary>What was kept before and counts no more.</summary>
    public List<BudgetBucket> Past { get; } = [];

    /// <summary>What is to be added, a row a bucket.</summary>
    public IReadOnlyList<BudgetBucket> Taken => [.. _taken.Select(taken => new BudgetBucket(taken.Key.Tenant, taken.Key.Scope, taken.Key.Span, taken.Key.Index, taken.Value))];

    /// <summary>Enters what is kept.</summary>
    public void Keep(BudgetBucket bucket)
    {
        if (RollingBudget.IsPast(bucket, now)) Past.Add(bucket);
        else BucketsOf(bucket.Tenant, bucket.Scope).Add(bucket);
    }

    /// <summary>Takes all charges or none.</summary>
    public BudgetTake Take(IReadOnlyList<BudgetCharge> charges)
    {
        var used = charges.Count == 1 ? BucketsOf(charges[0].TenantKey, charges[0].Scope) : [.. charges.SelectMany(charge => BucketsOf(charge.TenantKey, charge.Scope))];
        var take = RollingBudget.Take(charges, used, now);
        if (!take.IsTaken) return take;
        foreach (var bucket in take.Receipt.Buckets)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_taken, (bucket.Tenant, bucket.Scope, bucket.Span, bucket.Index), out _) += bucket.Used;
            var buckets = BucketsOf(bucket.Tenant, bucket.Scope);
            var at = buckets.FindIndex(kept => kept.Span == bucket.Span && kept.Index == bucket.Index);
            if (at < 0) buckets.Add(bucket);
            else buckets[at] = buckets[at] with { Used = buckets[at].Used + bucket.Used };
        }

        return take;
    }

    private List<BudgetBucket> BucketsOf(string tenant, string scope)
    {
        ref var buckets = ref CollectionsMarshal.GetValueRefOrAddDefault(_scopes, (tenant, scope), out _);
        return buckets ??= [];
    }
}
