using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteBreakerStoreTests : BreakerConformance
{
    protected override async Task<QueueUnderTest> CreateAsync() => await SqliteQueueUnderTest.CreateAsync();
}
