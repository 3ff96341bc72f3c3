using Leadmetrics.Conformance.Stores;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteQueueUpkeepTests : QueueUpkeepConformance
{
    protected override async Task<QueueUnderTest> CreateAsync() => await SqliteQueueUnderTest.CreateAsync();

    protected override Task PassDaysAsync(QueueUnderTest queue, int days) => ((SqliteQueueUnderTest)queue).PassDaysAsync(days);
}
