using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteProviderStatisticsStoreTests : ProviderStatisticsStoreConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await SqliteUnderTest.CreateAsync(migrated);
}
