using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresQueueUpkeepTests(PeerFixture<PostgresPeer> postgres) : QueueUpkeepConformance
{
    protected override async Task<QueueUnderTest> CreateAsync() => await PostgresQueueUnderTest.CreateAsync(postgres);

    protected override async Task PassDaysAsync(QueueUnderTest queue, int days)
    {
        foreach (var table in (string[])["email_message", "email_job", "email_dead", "email_blob"]) await queue.QueryAsync($"UPDATE {table} SET retain_day = retain_day - {days}");
    }
}
