using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IBudgetStore"/> takes, refuses and gives back. That windows roll exactly is shown of <see cref="RollingBudget"/> itself.</summary>
public abstract class BudgetStoreConformance
{
    private static readonly TenantId Globex = new("globex");

    /// <summary>A fresh store.</summary>
    protected abstract Task<BudgetUnderTest> CreateAsync();

    [Fact]
    public async Task Limit_is_taken_up_to_its_last_one_and_what_is_beyond_is_refused()
    {
        await using var budget = await CreateAsync();

        Assert.True((await budget.Store.TakeAsync([Hourly(3, 2)])).IsTaken);
        Assert.True((await budget.Other.TakeAsync([Hourly(3, 1)])).IsTaken);
        var refused = (await budget.Store.TakeAsync([Hourly(3, 1)])).Refusal!;

        Assert.Equal((Hourly(3, 1), BudgetSpan.Hour, 3), (refused.Charge, refused.Span, refused.Limit));
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task What_is_refused_counts_nothing()
    {
        await using var budget = await CreateAsync();
        await budget.Store.TakeAsync([Hourly(5, 4)]);

        Assert.False((await budget.Store.TakeAsync([Hourly(5, 2)])).IsTaken);

        Assert.True((await budget.Store.TakeAsync([Hourly(5, 1)])).IsTaken);
    }

    [Fact]
    public async Task Eight_takers_on_two_hosts_take_the_limit_and_not_one_more()
    {
        await using var budget = await CreateAsync();
        const int Limit = 60;
        using var start = new Barrier(8);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(taker => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait();
                var store = taker % 2 == 0 ? budget.Store : budget.Other;
                var count = 0;
                for (var i = 0; i < 10; i++)
                {
                    if ((await store.TakeAsync([Hourly(Limit, 1)])).IsTaken) count++;
                }

                return count;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        Assert.Equal(Limit, taken.Sum());
    }

    [Fact]
    public async Task Takes_at_the_same_time_are_each_taken_whole_or_not_at_all_whatever_they_share()
    {
        await using var budget = await CreateAsync();
        var takes = await Task.WhenAll(Enumerable.Range(0, 120).Select(take => (take % 2 == 0 ? budget.Store : budget.Other).TakeAsync([Hourly(30, 1 + (take % 3), scope: $"s{take % 4}"), Platform(100, 1 + (take % 3))])));

        var taken = takes.Select((take, number) => (take.IsTaken, Scope: number % 4, Amount: 1 + (number % 3))).Where(take => take.IsTaken).ToList();
        Assert.InRange(taken.Sum(take => take.Amount), 98, 100);
        Assert.All(taken.GroupBy(take => take.Scope), scope => Assert.InRange(scope.Sum(take => take.Amount), 1, 30));
        for (var scope = 0; scope < 4; scope++)
        {
            // What is left of each is what was not taken, to the last one.
            var left = 30 - taken.Where(take => take.Scope == scope).Sum(take => take.Amount);
            Assert.False((await budget.Store.TakeAsync([Hourly(30, left + 1, scope: $"s{scope}")])).IsTaken);
            if (left > 0) Assert.True((await budget.Other.TakeAsync([Hourly(30, left, scope: $"s{scope}")])).IsTaken);
        }
    }

    [Fact]
    public async Task Scopes_named_in_any_order_by_takers_at_once_lock_nobody_out()
    {
        await using var budget = await CreateAsync();
        BudgetCharge[] there = [Hourly(1000, 1, scope: "a"), Hourly(1000, 1, scope: "b"), Platform(1000, 1)];
        using var start = new Barrier(8);

        var takes = await Task.WhenAll(Enumerable.Range(0, 8).Select(taker => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait();
                var store = taker % 2 == 0 ? budget.Store : budget.Other;
                var take = await store.TakeAsync(taker % 3 == 0 ? there : [.. there.Reverse()]);
                await store.GiveBackAsync(take.Receipt!);
                return await store.TakeAsync([.. there.Reverse()]);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        Assert.All(takes, take => Assert.True(take.IsTaken));
        Assert.False((await budget.Store.TakeAsync([Hourly(1000, 993, scope: "b")])).IsTaken);
        Assert.True((await budget.Store.TakeAsync([Hourly(1000, 992, scope: "b")])).IsTaken);
    }

    [Fact]
    public async Task When_its_window_has_passed_it_can_be_taken_again_and_not_before()
    {
        await using var budget = await CreateAsync();
        await budget.Store.TakeAsync([Hourly(1, 1)]);

        await budget.PassAsync(TimeSpan.FromMinutes(59));
        Assert.False((await budget.Store.TakeAsync([Hourly(1, 1)])).IsTaken);
        await budget.PassAsync(TimeSpan.FromMinutes(2));

        Assert.True((await budget.Store.TakeAsync([Hourly(1, 1)])).IsTaken);
    }

    [Fact]
    public async Task Every_span_has_a_limit_of_its_own_and_the_longest_wait_is_told()
    {
        await using var budget = await CreateAsync();
        var charge = new BudgetCharge(Rows.Acme, "configured:1", new SendingLimits { PerMinute = 2, PerHour = 2, PerDay = 5 }, 2);
        Assert.True((await budget.Store.TakeAsync([charge])).IsTaken);
        Assert.Equal(BudgetSpan.Hour, (await budget.Store.TakeAsync([charge])).Refusal!.Span);

        await budget.PassAsync(TimeSpan.FromMinutes(75));
        Assert.True((await budget.Store.TakeAsync([charge])).IsTaken);
        await budget.PassAsync(TimeSpan.FromMinutes(75));
        var refused = (await budget.Store.TakeAsync([charge])).Refusal!;

        Assert.Equal((BudgetSpan.Day, 5), (refused.Span, refused.Limit));
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromHours(21), TimeSpan.FromHours(22));
    }

    [Fact]
    public async Task Of_several_scopes_all_are_taken_or_none()
    {
        await using var budget = await CreateAsync();
        Assert.True((await budget.Store.TakeAsync([Hourly(5, 3), Platform(3, 3)])).IsTaken);

        var refused = (await budget.Store.TakeAsync([Hourly(5, 1), Platform(3, 1)])).Refusal!;

        Assert.Null(refused.Charge.Tenant);
        Assert.True((await budget.Store.TakeAsync([Hourly(5, 2)])).IsTaken);
        Assert.False((await budget.Store.TakeAsync([Hourly(5, 1)])).IsTaken);
    }

    [Fact]
    public async Task More_than_a_whole_limit_is_never_taken_and_has_no_time_to_wait_for()
    {
        await using var budget = await CreateAsync();

        var refused = (await budget.Store.TakeAsync([Hourly(5, 6), Platform(100, 6)])).Refusal!;

        Assert.Equal((BudgetSpan.Hour, 5), (refused.Span, refused.Limit));
        Assert.Null(refused.RetryAfter);
        Assert.Equal(0, await budget.CountAsync());
    }

    [Fact]
    public async Task What_is_given_back_can_be_taken_again_on_any_host()
    {
        await using var budget = await CreateAsync();
        var take = await budget.Store.TakeAsync([Hourly(2, 2), Platform(2, 2)]);

        await budget.Other.GiveBackAsync(take.Receipt!);

        Assert.True((await budget.Store.TakeAsync([Hourly(2, 2), Platform(2, 2)])).IsTaken);
        Assert.False((await budget.Store.TakeAsync([Hourly(2, 1)])).IsTaken);
    }

    [Fact]
    public async Task What_is_given_back_to_the_last_one_is_kept_no_more_and_of_the_rest_the_rest_is()
    {
        await using var budget = await CreateAsync();
        var one = await budget.Store.TakeAsync([Daily(1)]);
        var two = await budget.Store.TakeAsync([Daily(2)]);

        await budget.Store.GiveBackAsync(one.Receipt!);
        Assert.False((await budget.Store.TakeAsync([Daily(2)])).IsTaken);
        await budget.Store.GiveBackAsync(two.Receipt!);

        Assert.Equal(0, await budget.CountAsync());

        static BudgetCharge Daily(int amount) => new(Rows.Acme, "configured:1", new SendingLimits { PerDay = 3 }, amount);
    }

    [Fact]
    public async Task What_passed_before_it_is_given_back_takes_nothing_from_what_was_counted_since()
    {
        await using var budget = await CreateAsync();
        var take = await budget.Store.TakeAsync([Hourly(2, 2)]);
        await budget.PassAsync(TimeSpan.FromDays(2));
        await budget.Store.TakeAsync([Hourly(2, 2)]);

        await budget.Store.GiveBackAsync(budget.Passed(take.Receipt!, TimeSpan.FromDays(2)));

        Assert.False((await budget.Store.TakeAsync([Hourly(2, 1)])).IsTaken);
    }

    [Fact]
    public async Task What_has_passed_is_deleted_by_the_next_take()
    {
        await using var budget = await CreateAsync();
        var limits = new SendingLimits { PerSecond = 9, PerMinute = 9, PerHour = 9, PerDay = 9 };
        await budget.Store.TakeAsync([new BudgetCharge(Rows.Acme, "configured:1", limits, 1)]);
        Assert.Equal(4, await budget.CountAsync());

        await budget.PassAsync(TimeSpan.FromHours(2));
        await budget.Store.TakeAsync([new BudgetCharge(Rows.Acme, "configured:1", limits, 1)]);
        Assert.Equal(5, await budget.CountAsync());

        await budget.PassAsync(TimeSpan.FromDays(2));
        await budget.Store.TakeAsync([new BudgetCharge(Rows.Acme, "configured:1", limits, 1)]);
        Assert.Equal(4, await budget.CountAsync());
    }

    [Fact]
    public async Task Only_spans_with_a_limit_are_counted()
    {
        await using var budget = await CreateAsync();

        Assert.True((await budget.Store.TakeAsync([new BudgetCharge(Rows.Acme, "configured:1", new SendingLimits(), 5)])).IsTaken);
        Assert.Equal(0, await budget.CountAsync());
        await budget.Store.TakeAsync([Hourly(5, 5)]);
        Assert.Equal(1, await budget.CountAsync());
    }

    [Fact]
    public async Task Tenants_and_scopes_are_apart_and_compared_exactly()
    {
        await using var budget = await CreateAsync();
        await budget.Store.TakeAsync([Hourly(1, 1)]);

        Assert.True((await budget.Store.TakeAsync([Hourly(1, 1, tenant: Globex)])).IsTaken);
        Assert.True((await budget.Store.TakeAsync([Hourly(1, 1, tenant: new TenantId("ACME"))])).IsTaken);
        Assert.True((await budget.Store.TakeAsync([Hourly(1, 1, scope: "configured:2")])).IsTaken);
        Assert.True((await budget.Store.TakeAsync([Hourly(1, 1, scope: "CONFIGURED:1")])).IsTaken);
        Assert.True((await budget.Store.TakeAsync([new BudgetCharge(null, "configured:1", new SendingLimits { PerHour = 1 }, 1)])).IsTaken);
        Assert.False((await budget.Store.TakeAsync([Hourly(1, 1)])).IsTaken);
    }

    [Fact]
    public async Task Charges_that_cannot_be_kept_apart_or_are_out_of_bounds_are_refused()
    {
        await using var budget = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => budget.Store.TakeAsync([]));
        await Assert.ThrowsAsync<ArgumentException>(() => budget.Store.TakeAsync([Hourly(1, 1), Hourly(2, 1)]));
        await Assert.ThrowsAsync<ArgumentException>(() => budget.Store.TakeAsync([Hourly(1, 0)]));
        await Assert.ThrowsAsync<ArgumentException>(() => budget.Store.TakeAsync([Hourly(1, 1, scope: "")]));
        await Assert.ThrowsAsync<ArgumentException>(() => budget.Store.TakeAsync([Hourly(1, 1, scope: new string('x', 129))]));
        Assert.True((await budget.Store.TakeAsync([Hourly(1, 1, scope: new string('x', 128))])).IsTaken);
    }

    private static BudgetCharge Hourly(int limit, int amount, string scope = "configured:1", TenantId? tenant = null) =>
        new(tenant ?? Rows.Acme, scope, new SendingLimits { PerHour = limit }, amount);

    private static BudgetCharge Platform(int limit, int amount) => new(null, "platform", new SendingLimits { PerHour = limit }, amount);
}
