using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteDeliveryStatusTests : DeliveryStatusConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await SqliteUnderTest.CreateAsync(migrated);
}
