using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>The database ends, or ends connections, in the middle of everything.</summary>
public sealed class BrokenDatabaseTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    protected override bool OwnServer => true;

    [Fact]
    public async Task An_immediate_stop_in_the_middle_of_claims_and_settlements_loses_nothing()
    {
        var sink = await AddTenantAsync(Acme);
        sink.Mood = new SinkMood { DotDelay = TimeSpan.FromMilliseconds(10) };
        await QueueAsync(Acme, 1000);
        await StartWorkerAsync();
        await StartWorkerAsync();
        for (var i = 1; i <= 2; i++)
        {
            await ArrivedAsync(200 * i);
            await Server.StopImmediateAsync(Patience);
            await Server.RestartAsync(Patience);
        }

        await UntilAsync(async () => await Tries.HoldsAsync(async () => await Rows.CountAsync("email_job") == 0));

        var outcome = await CheckAsync();
        Assert.Equal((1000, 0), (Receipts.Mails, outcome.Dead.Count));
    }

    [Fact]
    public async Task Connections_cut_between_commit_and_answer_lose_nothing_and_double_nothing_that_has_a_key()
    {
        await AddTenantAsync(Acme);
        await StartWorkerAsync();
        using var enough = new CancellationTokenSource();
        var cutting = CutAsync(enough.Token);

        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var keyed = Mail(Acme) with { Key = $"order-{i}" };
            while (await Enqueuer.QueueAsync(keyed, Patience) is null)
            {
                // Again, until somebody answers.
            }

            await Enqueuer.QueueAsync([Mail(Acme)], commits: true, Patience);
        });
        await enough.CancelAsync();
        await cutting;
        await SettledAsync();

        await CheckAsync();
        Assert.True(Ledger.Count(Fate.Unknown) + Ledger.Count(Fate.RolledBack) > 0, "Not one answer was lost.");
    }

    private async Task CutAsync(CancellationToken enough)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(40), TimeProvider.System);
        while (!enough.IsCancellationRequested)
        {
            await Rows.CutAsync(3);
            await ticks.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
