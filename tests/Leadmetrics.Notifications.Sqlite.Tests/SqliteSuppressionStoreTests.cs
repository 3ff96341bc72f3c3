using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteSuppressionStoreTests : SuppressionStoreConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await SqliteUnderTest.CreateAsync(migrated);
}
