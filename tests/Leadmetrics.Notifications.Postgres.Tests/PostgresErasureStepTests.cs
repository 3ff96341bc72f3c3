using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>What the server sees of the erasure of a large tenant.</summary>
public sealed class PostgresErasureStepTests(PeerFixture<PostgresPeer> postgres)
{
    [Fact]
    public async Task No_statement_removes_more_than_a_step_nor_holds_the_tenants_lock_and_others_are_served_meanwhile()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await FillAsync(database, 30_000);
        await WatchAsync(database);

        var (served, erasing) = (0, Task.Run(() => database.Erasure.EraseTenantAsync(Rows.Acme)));
        for (; !erasing.IsCompleted; served++) Assert.Equal([true], await database.Events.AddAsync(Deliveries.Plain($"e{served}", tenant: new TenantId("globex"))));

        Assert.Equal(new ErasedTenant(0, 0) { Events = 30_000 }, await erasing);
        Assert.Equal(served, await database.CountAsync("email_event", "globex"));
        Assert.True(served > 0, "Nobody else was served.");
        Assert.Equal("15 2000 15 0", await database.ExecuteAsync(
            $"SELECT concat_ws(' ', count(*), max(rows), count(DISTINCT transaction), count(*) FILTER (WHERE locked)) FROM {database.Schema}.removal WHERE rows > 0"));
    }

    // All of one message, so that a status is no part of it.
    private static async Task FillAsync(PostgresUnderTest database, int count) => await database.ExecuteAsync(
        $"""
         INSERT INTO {database.Schema}.email_event (tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason, is_automatic, provider)
         SELECT 'acme', '{Guid.Empty}', 'e' || n, 'm', 3, '{Deliveries.Jane}', now(), now(), 0, false, 'sendgrid' FROM generate_series(1, {count}) AS n
         """);

    // Notes of each statement how many events it removes, in which transaction, and whether a lock is held alone.
    private static async Task WatchAsync(PostgresUnderTest database) => await database.ExecuteAsync(
        $"""
         CREATE TABLE {database.Schema}.removal (rows bigint, transaction text, locked boolean);
         CREATE FUNCTION {database.Schema}.note() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             INSERT INTO {database.Schema}.removal
             SELECT count(*), pg_current_xact_id()::text, EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND pid = pg_backend_pid()) FROM removed;
             RETURN NULL;
         END $$;
         CREATE TRIGGER note AFTER DELETE ON {database.Schema}.email_event REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION {database.Schema}.note()
         """);
}
