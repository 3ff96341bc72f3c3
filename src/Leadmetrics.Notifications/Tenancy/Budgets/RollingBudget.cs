using System.Diagnostics;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Decides whether amounts may be taken now, and if not, when. Pure: every store decides by it, under its own lock and clock.</summary>
/// <remarks>
/// A window is counted in buckets, tens to a hundred of them. The bucket of now and as many before it as any window that ends now can touch are counted
/// whole: <c>window / bucket + 1</c>. So what is taken at two instants that are counted apart lies further apart than the window, and in no interval as
/// long as the window, wherever it begins, more than the limit is taken. The price is that a bucket is waited out whole: a tenth of a second in a second,
/// a quarter of an hour in a day at most. Buckets that lie ahead, as after a clock was set back, count too, unless they lie further ahead than the
/// window is long: what such a clock said means nothing.
/// </remarks>
public static class RollingBudget
{
    private static readonly BudgetSpan[] Spans = [BudgetSpan.Second, BudgetSpan.Minute, BudgetSpan.Hour, BudgetSpan.Day];

    /// <summary>The length of a span's window.</summary>
    /// <param name="span">The span.</param>
    /// <returns>1 second to 1 day.</returns>
    public static TimeSpan WindowOf(BudgetSpan span) => span switch
    {
        BudgetSpan.Second => TimeSpan.FromSeconds(1),
        BudgetSpan.Minute => TimeSpan.FromMinutes(1),
        BudgetSpan.Hour => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>The length of a span's buckets.</summary>
    /// <param name="span">The span.</param>
    /// <returns>100 milliseconds to 15 minutes.</returns>
    public static TimeSpan BucketOf(BudgetSpan span) => span switch
    {
        BudgetSpan.Second => TimeSpan.FromMilliseconds(100),
        BudgetSpan.Minute => TimeSpan.FromSeconds(1),
        BudgetSpan.Hour => TimeSpan.FromMinutes(1),
        _ => TimeSpan.FromMinutes(15),
    };

    /// <summary>How many buckets a window can touch.</summary>
    /// <param name="span">The span.</param>
    /// <returns>11, 61, 61 or 97.</returns>
    public static int CountOf(BudgetSpan span) => (int)(WindowOf(span) / BucketOf(span)) + 1;

    /// <summary>The bucket of an instant: whole pieces since 1970-01-01 UTC.</summary>
    /// <param name="span">The span.</param>
    /// <param name="instant">The instant.</param>
    /// <returns>The index.</returns>
    public static long IndexOf(BudgetSpan span, DateTimeOffset instant)
    {
        var (index, rest) = Math.DivRem(instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, BucketOf(span).Ticks);
        return rest < 0 ? index - 1 : index;
    }

    /// <summary>The limit of a span.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="span">The span.</param>
    /// <returns>The limit; <see langword="null"/> where there is none.</returns>
    public static int? LimitOf(SendingLimits limits, BudgetSpan span)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return span switch
        {
            BudgetSpan.Second => limits.PerSecond,
            BudgetSpan.Minute => limits.PerMinute,
            BudgetSpan.Hour => limits.PerHour,
            _ => limits.PerDay,
        };
    }

    /// <summary>Whether a bucket counts no more, and may be deleted.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="now">The store's clock.</param>
    /// <returns><see langword="true"/> where no window that ends now or later touches it, or it lies further ahead than any clock is wrong.</returns>
    public static bool IsPast(BudgetBucket bucket, DateTimeOffset now)
    {
        var index = IndexOf(bucket.Span, now);
        var count = CountOf(bucket.Span);
        return bucket.Index <= index - count || bucket.Index >= index + count;
    }

    /// <summary>Takes all charges or none.</summary>
    /// <param name="charges">The charges, checked.</param>
    /// <param name="used">All that is kept of their scopes.</param>
    /// <param name="now">The store's clock.</param>
    /// <returns>What is to be added, or why nothing is.</returns>
    public static BudgetTake Take(IReadOnlyList<BudgetCharge> charges, IReadOnlyCollection<BudgetBucket> used, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(charges);
        ArgumentNullException.ThrowIfNull(used);
        var taken = new List<BudgetBucket>();
        BudgetRefusal? refusal = null;
        foreach (var charge in charges)
        {
            foreach (var span in Spans)
            {
                if (LimitOf(charge.Limits, span) is not { } limit) continue;
                taken.Add(new BudgetBucket(charge.TenantKey, charge.Scope, span, IndexOf(span, now), charge.Amount));
                if (charge.Amount > limit)
                {
                    refusal = new BudgetRefusal(charge, span, null);
                }
                else if (Wait(charge, span, limit, used, now) is { } wait && (refusal is null || refusal.RetryAfter < wait))
                {
                    refusal = new BudgetRefusal(charge, span, wait);
                }
            }
        }

        return refusal is null ? BudgetTake.Of(new BudgetReceipt(taken)) : BudgetTake.Of(refusal);
    }

    /// <summary>Refuses charges that no store can keep apart.</summary>
    /// <param name="charges">The charges.</param>
    /// <exception cref="ArgumentException">There is none, one is out of bounds, or two are on one scope.</exception>
    public static void Check(IReadOnlyList<BudgetCharge> charges)
    {
        ArgumentNullException.ThrowIfNull(charges);
        if (charges.Count == 0) throw new ArgumentException("There is nothing to charge.", nameof(charges));
        for (var i = 0; i < charges.Count; i++)
        {
            var charge = charges[i];
            if (charge.Amount < 1) throw new ArgumentException("An amount is at least 1.", nameof(charges));
            if (charge.Scope is not { Length: > 0 and <= BudgetCharge.MaxScope }) throw new ArgumentException($"A scope has 1 to {BudgetCharge.MaxScope} characters.", nameof(charges));
            for (var j = 0; j < i; j++)
            {
                if (charges[j].Tenant == charge.Tenant && charges[j].Scope == charge.Scope) throw new ArgumentException("Two charges are on one scope.", nameof(charges));
            }
        }
    }

    private static TimeSpan? Wait(BudgetCharge charge, BudgetSpan span, int limit, IReadOnlyCollection<BudgetBucket> used, DateTimeOffset now)
    {
        var counted = used.Where(bucket => bucket.Span == span && bucket.Scope == charge.Scope && bucket.Tenant == charge.TenantKey && !IsPast(bucket, now)).ToList();
        var excess = counted.Sum(bucket => bucket.Used) + charge.Amount - limit;
        if (excess <= 0) return null;

        // The oldest pass first; what is taken fits as soon as enough of them have.
        foreach (var bucket in counted.OrderBy(bucket => bucket.Index))
        {
            excess -= bucket.Used;
            if (excess <= 0) return StartOf(span, bucket.Index + CountOf(span)) - now;
        }

        throw new UnreachableException("An amount within the limit fits where nothing is counted.");
    }

    private static DateTimeOffset StartOf(BudgetSpan span, long index) => DateTimeOffset.UnixEpoch.AddTicks(index * BucketOf(span).Ticks);
}
