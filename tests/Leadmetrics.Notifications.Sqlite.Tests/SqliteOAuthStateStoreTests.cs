using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteOAuthStateStoreTests : OAuthStateStoreConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await SqliteUnderTest.CreateAsync(migrated);
}
