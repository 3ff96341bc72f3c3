using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>Many tenants, whose mail is due at one and the same instant.</summary>
public sealed class ThousandTenantsTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    private const int Tenants = 1000;

    protected override TimeSpan Limit => TimeSpan.FromMinutes(4);

    [LongFact]
    public async Task Mail_of_a_thousand_tenants_due_at_once_is_sent_by_six_workers_without_a_deadlock()
    {
        var sink = await AddTenantAsync(Acme);
        var tenants = Enumerable.Range(0, Tenants).Select(i => new TenantId($"tenant{i:D4}")).ToList();
        await Parallel.ForEachAsync(tenants, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (tenant, _) => await SinkAccount.AddAsync(Get<ITenantProviders>(), tenant, sink));
        await StartWorkersAsync(6);
        var deadlocks = await DeadlocksAsync();

        var due = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(25);
        await Parallel.ForEachAsync(tenants, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (tenant, _) =>
        {
            for (var i = 0; i < 3; i++) await Enqueuer.QueueAsync(Mail(tenant) with { SendAt = due }, Patience);
        });
        Assert.True(TimeProvider.System.GetUtcNow() < due, "Not all was queued before it was due.");
        Assert.Empty(Receipts.All);
        await SettledAsync();

        // What ends has told its counts.
        await EndWorkersAsync();
        var outcome = await CheckAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"the first arrived {(Receipts.All.Min(receipt => receipt.At) - due).TotalMilliseconds:F0} ms behind the instant, the last {(Receipts.All.Max(receipt => receipt.At) - due).TotalSeconds:F1} s");
        Assert.Equal((3 * Tenants, 0), (Receipts.All.Count, outcome.Dead.Count));
        Assert.All(outcome.Attempts, attempt => Assert.Equal((AttemptOutcome.Sent, 1), (attempt.Outcome, attempt.Fence)));
        Assert.Equal(deadlocks, await DeadlocksAsync());
    }

    private async Task<long> DeadlocksAsync() => (await Rows.AskAsync("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", row => row.GetInt64(0)))[0];
}
