using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresRotationLockTests(PeerFixture<PostgresPeer> postgres)
{
    [Fact]
    public async Task Two_rotations_that_come_from_opposite_ends_wait_for_each_other_and_end_in_no_deadlock()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await FillAsync(database);
        var rows = (await database.Rotation.ListAsync(null, 40)).Select(row => new SealedReplacement(row, Rows.Bytes(20, 1), null, null, "new-key")).ToArray();

        // Both are stopped at a row in the middle, or before it: then each holds what it has come by.
        var held = await database.Admin.OpenConnectionAsync();
        await using (held)
        {
            await held.BeginTransactionAsync();
            await using var hold = held.CreateCommand();
            hold.CommandText = $"SELECT FROM {database.Schema}.notification_providers WHERE tenant_id = '{rows[20].Key.Tenant}' FOR UPDATE";
            await hold.ExecuteNonQueryAsync();
            var forth = Task.Run(() => database.Rotation.ReplaceAsync(rows));
            await WaitingAsync(database, 1);
            var back = Task.Run(() => database.Rotation.ReplaceAsync([.. rows.Reverse()]));
            await WaitingAsync(database, 2);
            await held.CloseAsync();

            Assert.Equal(rows.Select(row => row.Key).ToHashSet(), (await forth).Concat(await back).ToHashSet());
            Assert.Equal(40, (await forth).Count + (await back).Count);
        }
    }

    // As many as make the planner look rows up one by one, in the order in which they are given.
    private static async Task FillAsync(PostgresUnderTest database) => await database.ExecuteAsync($"""
        INSERT INTO {database.Schema}.notification_providers (tenant_id, id, channel, provider, config, config_key_id, priority, enabled, version, created_at, updated_at)
        SELECT 't' || lpad(n::text, 6, '0'), gen_random_uuid(), 'email', 'smtp', '\x00', 'old-key', 0, true, 1, now(), now() FROM generate_series(1, 20000) AS n;
        ANALYZE {database.Schema}.notification_providers;
        """);

    private static async Task WaitingAsync(PostgresUnderTest database, long count)
    {
        while ((long)(await database.ExecuteAsync($"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{database.Schema}%'"))! < count) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }
}
