using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteWebhookTokenStoreTests : WebhookTokenStoreConformance
{
    protected override async Task<StoreUnderTest> CreateAsync(bool migrated = true) => await SqliteUnderTest.CreateAsync(migrated);
}
