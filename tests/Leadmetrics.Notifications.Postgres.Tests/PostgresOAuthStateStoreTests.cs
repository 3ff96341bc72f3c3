using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresOAuthStateStoreTests(PeerFixture<PostgresPeer> postgres) : OAuthStateStoreConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await PostgresUnderTest.CreateAsync(postgres, migrated);
}
