using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresBudgetStoreTests(PeerFixture<PostgresPeer> postgres) : BudgetStoreConformance
{
    protected override async Task<BudgetUnderTest> CreateAsync() => await PostgresBudgetUnderTest.CreateAsync(postgres);
}
