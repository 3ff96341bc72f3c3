using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>Limits whose locks somebody else holds.</summary>
public sealed class PostgresBudgetLockTests(PeerFixture<PostgresPeer> postgres)
{
    private const string Scope = "platform";

    [Fact]
    public async Task Two_hundred_takes_of_a_scope_that_is_held_leave_connections_to_everybody_else()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var host = database.Open(connection => (connection.MaxPoolSize, connection.Timeout, connection.ApplicationName) = (20, 3, database.Schema));
        var (budgets, store) = (host.GetRequiredService<IBudgetStore>(), host.GetRequiredService<IProviderStore>());
        var row = Rows.Full();
        await store.AddAsync(row);
        using var end = new CancellationTokenSource();
        List<Task<BudgetTake>> takes;
        await using (var holder = await HoldAsync(database))
        {
            takes = [.. Enumerable.Range(0, 200).Select(_ => budgets.TakeAsync([Charge(1)], end.Token))];
            await WaitersAsync(database, 1);

            Rows.AssertEqual(row, await store.FindAsync(row.Tenant, row.Id));
            await end.CancelAsync();
            foreach (var take in takes) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => take);
        }

        Assert.True((await budgets.TakeAsync([Charge(1)])).IsTaken);
        Assert.False((await budgets.TakeAsync([Charge(1)])).IsTaken);
    }

    [Fact]
    public async Task Take_and_give_back_wait_for_a_scope_ten_seconds_and_say_then_that_the_store_is_unavailable()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var taken = (await database.Budgets.TakeAsync([Charge(2)])).Receipt!;
        await using (var holder = await HoldAsync(database))
        {
            // Each with a process's stripes of its own, so that the two wait at once.
            var take = database.Budgets.TakeAsync([Charge(2)]);
            var giveBack = database.Open().GetRequiredService<IBudgetStore>().GiveBackAsync(taken);
            foreach (var waiting in (Task[])[take, giveBack])
            {
                var failed = await Assert.ThrowsAsync<StoreException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
                Assert.Equal((StoreFailure.Unavailable, PostgresErrorCodes.LockNotAvailable), (failed.Failure, Assert.IsType<PostgresException>(failed.InnerException).SqlState));
            }
        }

        Assert.True((await database.Budgets.TakeAsync([Charge(2)])).IsTaken);
    }

    private static BudgetCharge Charge(int limit) => new(Rows.Acme, Scope, new SendingLimits { PerHour = limit }, 1);

    private static async Task<NpgsqlConnection> HoldAsync(PostgresUnderTest database)
    {
        var holder = await database.Admin.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand($"SELECT pg_advisory_lock(hashtextextended('leadmetrics.notifications/{database.Schema}/budget/acme/{Scope}', 0))", holder);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return holder;
    }

    // The server tells who waits; nothing else does.
    private static async Task WaitersAsync(PostgresUnderTest database, int count)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while ((long)(await database.ExecuteAsync($"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'advisory' AND application_name = '{database.Schema}'"))! < count)
        {
            await ticks.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
