using System.Transactions;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>Stores inside a host's own transaction.</summary>
public sealed class PostgresAmbientTransactionTests(PeerFixture<PostgresPeer> postgres)
{
    private static readonly BudgetCharge Charge = new(Rows.Acme, "platform", new SendingLimits { PerHour = 1 }, 1);

    [Fact]
    public async Task In_a_scope_that_is_never_completed_takes_edits_erasures_and_reads_work_and_stay()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var (row, erased) = (Rows.Full(), Rows.Full(new TenantId("globex")));
        await database.Store.AddAsync(erased);
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            var ambient = Transaction.Current;
            Assert.True((await database.Budgets.TakeAsync([Charge])).IsTaken);
            await database.Store.AddAsync(row);
            Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
            await database.Erasure.EraseTenantAsync(erased.Tenant);
            Assert.Same(ambient, Transaction.Current);
        }

        Assert.False((await database.Budgets.TakeAsync([Charge])).IsTaken);
        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
        Assert.Null(await database.Store.FindAsync(erased.Tenant, erased.Id));
    }

    [Fact]
    public async Task So_does_what_is_begun_in_a_scope_of_one_thread()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var row = Rows.Full();
        Task added;
        using (new TransactionScope()) added = database.Store.AddAsync(row);
        await added;

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Listening_that_is_begun_in_a_scope_goes_on_behind_its_end()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        using var end = new CancellationTokenSource();
        var (listening, heard) = (new TaskCompletionSource(), new TaskCompletionSource<TenantId>());
        var feed = database.Open().GetRequiredService<IProviderChangeFeed>();
        Task run;
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            run = feed.ListenAsync(listening.SetResult, tenant => heard.TrySetResult(tenant), end.Token);
            await listening.Task;
        }

        await database.Store.AddAsync(Rows.Full());
        Assert.Equal(Rows.Acme, await heard.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }
}
