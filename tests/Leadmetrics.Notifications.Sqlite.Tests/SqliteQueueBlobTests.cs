using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteQueueBlobTests : QueueBlobConformance
{
    protected override async Task<QueueUnderTest> CreateAsync() => await SqliteQueueUnderTest.CreateAsync();
}
