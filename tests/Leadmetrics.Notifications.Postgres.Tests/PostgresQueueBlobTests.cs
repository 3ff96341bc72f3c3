using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresQueueBlobTests(PeerFixture<PostgresPeer> postgres) : QueueBlobConformance
{
    protected override async Task<QueueUnderTest> CreateAsync() => await PostgresQueueUnderTest.CreateAsync(postgres);
}
