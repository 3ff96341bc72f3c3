using Leadmetrics.Chaos.Working;
using Leadmetrics.Peers;
using Npgsql;

namespace Leadmetrics.Integration.Queue;

/// <summary>A worker that is not woken finds mail by itself.</summary>
public sealed class WakeTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    // A poll interval's longest jitter, and what a busy machine takes for the rest.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1.2) + TimeSpan.FromSeconds(0.8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Behind_a_listening_connection_that_died_without_a_word_mail_waits_for_a_poll_at_most(bool fromTheStart)
    {
        await using var proxy = new HalfOpenProxy(new NpgsqlConnectionStringBuilder(Connection).Port) { IsDead = fromTheStart };
        await AddTenantAsync(Acme);
        var worker = await StartWorkerAsync(settings => Through(proxy, settings));
        await UntilAsync(() => Task.FromResult(proxy.Connections > 0));

        // The first mail of a process waits for much else.
        await LatenciesAsync(1);

        var woken = fromTheStart ? [] : await LatenciesAsync(4);
        proxy.Die();
        var polled = await LatenciesAsync(6);

        await SettledAsync();
        await CheckAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"woken: {Told(woken)}; behind a dead connection: {Told(polled)} ms");
        Assert.All(polled, latency => Assert.InRange(latency, TimeSpan.Zero, Longest));
        Assert.True(worker.IsRunning);
    }

    [LongFact]
    public async Task A_listening_connection_that_died_without_a_word_is_noticed_and_replaced()
    {
        await using var proxy = new HalfOpenProxy(new NpgsqlConnectionStringBuilder(Connection).Port);
        await AddTenantAsync(Acme);
        await StartWorkerAsync(settings => Through(proxy, settings) with { Poll = TimeSpan.FromSeconds(20) });

        // Two listen by it: for mail, and for changed accounts.
        const int Listeners = 2;
        await UntilAsync(async () => await ListeningAsync() == Listeners);
        await LatenciesAsync(2);
        proxy.Die();
        var began = TimeProvider.System.GetTimestamp();

        // A question every 15 seconds, 10 for its answer; some more for giving it up and for listening anew.
        await UntilAsync(async () => await ListeningAsync() == 2 * Listeners);
        var noticed = TimeProvider.System.GetElapsedTime(began);
        var woken = await LatenciesAsync(4);

        await SettledAsync();
        await CheckAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"replaced after {noticed.TotalSeconds:F1} s; woken again: {Told(woken)} ms");
        Assert.InRange(noticed, TimeSpan.Zero, TimeSpan.FromSeconds(40));

        // By itself it would have looked after 16 seconds and more.
        Assert.All(woken, latency => Assert.InRange(latency, TimeSpan.Zero, Longest));
    }

    private static string Told(IEnumerable<TimeSpan> latencies) => string.Join(", ", latencies.Select(latency => $"{latency.TotalMilliseconds:F0}"));

    private static string ListenerOf(string schema) => "listen_" + schema[..20];

    private static WorkerSettings Through(HalfOpenProxy proxy, WorkerSettings settings) =>
        settings with { Listen = new NpgsqlConnectionStringBuilder(settings.Database) { Port = proxy.Port, Timeout = 5, Pooling = false, ApplicationName = ListenerOf(settings.Schema) }.ToString() };

    // Of mails that come one by one, while the worker sleeps: from the acknowledgement to the arrival.
    private async Task<IReadOnlyList<TimeSpan>> LatenciesAsync(int count)
    {
        var latencies = new List<TimeSpan>();
        for (var i = 0; i < count; i++)
        {
            await UntilAsync(async () => await Rows.CountAsync("email_wake WHERE idle") == 1);
            var arrived = Receipts.Mails;
            Assert.NotNull(await Enqueuer.QueueAsync(Mail(Acme), Patience));
            var queued = TimeProvider.System.GetUtcNow();
            await ArrivedAsync(arrived + 1);
            var latency = Receipts.All.Last().At - queued;
            latencies.Add(latency > TimeSpan.Zero ? latency : TimeSpan.Zero);
        }

        return latencies;
    }

    // The dead ones, of which the server knows nothing, among them.
    private async Task<long> ListeningAsync() =>
        (await Rows.AskAsync($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{ListenerOf(Rows.Schema)}' AND query LIKE 'LISTEN%' AND state = 'idle'", row => row.GetInt64(0)))[0];
}
