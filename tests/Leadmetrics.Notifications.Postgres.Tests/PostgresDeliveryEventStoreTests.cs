using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresDeliveryEventStoreTests(PeerFixture<PostgresPeer> postgres) : DeliveryEventStoreConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await PostgresUnderTest.CreateAsync(postgres, migrated);
}
