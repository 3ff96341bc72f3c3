using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresWebhookTokenStoreTests(PeerFixture<PostgresPeer> postgres) : WebhookTokenStoreConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await PostgresUnderTest.CreateAsync(postgres, migrated);
}
