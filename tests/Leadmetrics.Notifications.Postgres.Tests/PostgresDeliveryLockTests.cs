using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>Delivery events whose locks, or rows, somebody else holds.</summary>
public sealed class PostgresDeliveryLockTests(PeerFixture<PostgresPeer> postgres)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Erasure_waits_for_events_that_are_being_stored_and_takes_them_along(bool wholeTenant)
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var erasure = Named(database).GetRequiredService<IErasureStore>();
        Task<int> erasing;
        await using (var other = await BeginAsync(database, $"SELECT pg_advisory_xact_lock_shared(hashtextextended('leadmetrics.notifications/{database.Schema}/delivery/acme', 0))", Insert(database)))
        {
            erasing = Task.Run(async () => wholeTenant
                ? (await erasure.EraseTenantAsync(Rows.Acme)).Events
                : (await erasure.EraseRecipientAsync(Rows.Acme, RecipientTrace.Of(new EmailAddress(Deliveries.Jane)))).Events);
            await WaitingAsync(database, erasing);
            await other.CommitAsync();
        }

        Assert.Equal(1, await erasing);
        Assert.Equal(0, await database.CountAsync("email_event", "acme"));
    }

    [Fact]
    public async Task Events_of_a_tenant_wait_for_its_erasure_and_those_of_others_do_not()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await using var erasure = await BeginAsync(database, $"SELECT pg_advisory_xact_lock(hashtextextended('leadmetrics.notifications/{database.Schema}/delivery/acme', 0))");

        var adding = Task.Run(() => Named(database).GetRequiredService<IDeliveryEventStore>().AddAsync(Deliveries.Plain()));
        await WaitingAsync(database, adding);
        Assert.Equal([true], await database.Events.AddAsync(Deliveries.Plain(tenant: new TenantId("globex"))));
        await erasure.CommitAsync();

        Assert.Equal([true], await adding);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Event_that_another_host_is_storing_is_new_only_where_that_one_does_not_commit(bool commits)
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        Task<IReadOnlyList<bool>> adding;
        await using (var other = await BeginAsync(database, Insert(database)))
        {
            adding = Task.Run(() => Named(database).GetRequiredService<IDeliveryEventStore>().AddAsync([new DeliveryRecord(Deliveries.Plain(), Deliveries.Entry())]));
            await WaitingAsync(database, adding);
            if (commits) await other.CommitAsync();
        }

        Assert.Equal([!commits], await adding);
        Assert.Equal(commits ? 0 : 1, await database.CountAsync("email_suppression", "acme"));
        Assert.Equal(1, await database.CountAsync("email_event", "acme"));
    }

    [Fact]
    public async Task Pruning_waits_for_nobody_and_leaves_what_is_held_to_the_next_time()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        foreach (var i in Enumerable.Range(0, 3))
        {
            await database.Events.AddAsync([new DeliveryRecord(Deliveries.Plain($"e{i}") with { MessageId = $"m{i}" })]);
            await database.Suppressions.SetAsync(Deliveries.Entry($"a{i}@customer.test") with { ExpiresAt = Rows.At });
        }

        await using (await BeginAsync(
            database,
            $"SELECT FROM {database.Schema}.email_event WHERE event_id = 'e1' FOR UPDATE",
            $"SELECT FROM {database.Schema}.email_recipient WHERE message_id = 'm1' FOR UPDATE",
            $"SELECT FROM {database.Schema}.email_suppression WHERE address = 'a1@customer.test' FOR UPDATE"))
        {
            Assert.Equal(4, await database.Events.PruneAsync(Rows.At.AddDays(1), 10));
            Assert.Equal(2, await database.Suppressions.PruneAsync(Rows.At.AddDays(1), 10));
        }

        Assert.Equal(2, await database.Events.PruneAsync(Rows.At.AddDays(1), 10));
        Assert.Equal(1, await database.Suppressions.PruneAsync(Rows.At.AddDays(1), 10));
    }

    private static string Insert(PostgresUnderTest database) =>
        $"INSERT INTO {database.Schema}.email_event (tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason, is_automatic, provider) VALUES ('acme', '{Guid.Empty}', 'e1', '{Deliveries.MessageId}', 3, '{Deliveries.Jane}', now(), now(), 0, false, 'sendgrid')";

    // A host whose connections are told from all others.
    private static ServiceProvider Named(PostgresUnderTest database) => database.Open(connection => connection.ApplicationName = database.Schema);

    // Disposing of it rolls back what was not committed.
    private static async Task<NpgsqlTransaction> BeginAsync(PostgresUnderTest database, params string[] statements)
    {
        var connection = await database.Admin.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        return transaction;
    }

    // The server tells who waits; nothing else does.
    private static async Task WaitingAsync(PostgresUnderTest database, Task call)
    {
        while ((long)(await database.ExecuteAsync($"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '{database.Schema}'"))! == 0)
        {
            Assert.False(call.IsCompleted, "It did not wait.");
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
