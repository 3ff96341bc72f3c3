using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresDeliveryStatusTests(PeerFixture<PostgresPeer> postgres) : DeliveryStatusConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await PostgresUnderTest.CreateAsync(postgres, migrated);
}
