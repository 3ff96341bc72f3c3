using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy.Budgets;

namespace Leadmetrics.Notifications.Tests.Tenancy.Budgets;

public sealed class ProcessBudgetTests : BudgetStoreConformance
{
    [Fact]
    public async Task Scopes_that_count_nothing_any_more_are_let_go()
    {
        var clock = new ManualClock();
        var budget = new ProcessBudget(clock);
        for (var day = 0; day < 5; day++)
        {
            for (var i = 0; i < 1000; i++) await budget.TakeAsync([new BudgetCharge(new TenantId($"t{day}-{i}"), "platform", new SendingLimits { PerDay = 9 }, 1)]);
            clock.Advance(TimeSpan.FromDays(2));
        }

        Assert.InRange(budget.Count, 1000, 2048);
    }

    protected override Task<BudgetUnderTest> CreateAsync() => Task.FromResult<BudgetUnderTest>(new UnderTest());

    private sealed class UnderTest : BudgetUnderTest
    {
        private readonly ManualClock _clock = new();
        private readonly ProcessBudget _budget;

        public UnderTest() => _budget = new ProcessBudget(_clock);

        public override IBudgetStore Store => _budget;

        public override IBudgetStore Other => _budget;

        public override Task PassAsync(TimeSpan time)
        {
            _clock.Advance(time);
            return Task.CompletedTask;
        }

        public override Task<long> CountAsync() => Task.FromResult((long)_budget.Count);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
