using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteBudgetStoreTests : BudgetStoreConformance
{
    protected override async Task<BudgetUnderTest> CreateAsync() => await SqliteBudgetUnderTest.CreateAsync();
}
