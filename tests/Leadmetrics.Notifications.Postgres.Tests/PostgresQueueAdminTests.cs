using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresQueueAdminTests(PeerFixture<PostgresPeer> postgres) : QueueAdminConformance
{
    protected override async Task<QueueUnderTest> CreateAsync() => await PostgresQueueUnderTest.CreateAsync(postgres);
}
