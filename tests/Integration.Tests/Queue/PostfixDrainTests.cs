using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Chaos.Working;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;
using Leadmetrics.Smtp;

namespace Leadmetrics.Integration.Queue;

/// <summary>Much mail, over PostgreSQL and worker processes, to a Postfix.</summary>
public sealed class PostfixDrainTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    private const int Mails = 100_000;

    // One account, and of its five connections a share for each worker, as operators give them out.
    private static readonly int[] Shares = [2, 1, 1, 1];
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected override TimeSpan Limit => TimeSpan.FromMinutes(LongRun.Enabled ? 9.5 : 2);

    [LongFact]
    public async Task A_hundred_thousand_mails_reach_a_real_server_through_five_connections_while_two_of_four_workers_are_killed()
    {
        await using var postfix = new PostfixPeer(new PostfixPeerOptions { Settings = ["enable_long_queue_ids = yes"] });
        await postfix.StartAsync(Patience);
        var log = new PostfixLog(postfix.LogFile);
        await SinkAccount.AddAsync(Get<ITenantProviders>(), Acme, new SmtpConfig { Host = "localhost", Port = postfix.RelayPort, FromAddress = "hello@acme.test", Tls = new SmtpTlsSettings { Mode = SmtpTlsMode.None } });

        var queueing = TimeProvider.System.GetTimestamp();
        await QueueAsync(Acme, Mails);
        var queued = TimeProvider.System.GetElapsedTime(queueing);
        await log.ReadAsync(Patience);

        var sending = TimeProvider.System.GetTimestamp();
        var workers = await Task.WhenAll(Enumerable.Range(0, Shares.Length).Select(StartAsync));
        var recovery = new Recovery(Rows);
        var following = new List<Task>();
        foreach (var (share, arrived) in new[] { (0, Mails / 5), (2, Mails / 2) })
        {
            await TakenAsync(log, arrived);
            following.Add(recovery.FollowAsync(workers[share].Id, Patience));
            await workers[share].KillAsync();
            workers[share] = await StartAsync(share);
        }

        await TakenAsync(log, Mails);
        var sent = TimeProvider.System.GetElapsedTime(sending);
        await SettledAsync();
        await Task.WhenAll(following);
        foreach (var worker in workers) await worker.EndAsync();
        await log.ReadAsync(Patience);

        var outcome = Arrived(await Outcome.ReadAsync(Ledger, Receipts, Rows, new Dictionary<string, int>()), log);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"queued {Mails / queued.TotalSeconds:0}/s, sent {Mails / sent.TotalSeconds:0}/s in {sent.TotalSeconds:0} s, {CopyCheck.Count(outcome)} copies, {outcome.Attempts.Count(attempt => attempt.ExplainsCopy)} uncertain or lost, " +
            $"{recovery.Waits.Count} mails of killed workers waited {recovery.Waits[^1].TotalSeconds:0.0} s at most, {log.MostClients} connections at once, {log.Connections} in all");
        None(outcome.Check());
        Assert.Equal((Mails, 0, 0), (log.Copies.Count, outcome.Dead.Count, outcome.Jobs.Count));
        Assert.InRange(log.MostClients, 1, Shares.Sum());
        Assert.NotEmpty(recovery.Waits);
        Assert.InRange(recovery.Waits[^1], TimeSpan.Zero, Minute + TimeSpan.FromSeconds(5));
    }

    private Task<WorkerProcess> StartAsync(int share) => StartWorkerAsync(settings => settings with { Connections = Shares[share], Lease = Minute });

    private async Task TakenAsync(PostfixLog log, int mails)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        while (log.Copies.Count < mails)
        {
            await ticks.WaitForNextTickAsync(Patience);
            await log.ReadAsync(Patience);
        }
    }

    // Postfix tells of Message-IDs; the subject is that of whoever queued the mail.
    private static Outcome Arrived(Outcome outcome, PostfixLog log)
    {
        var ids = outcome.Messages.ToDictionary(message => message.MessageId, message => message.Id);
        var subjects = outcome.Ledger.Where(entry => entry.Fate == Fate.Acknowledged).ToDictionary(entry => entry.Id!.Value, entry => entry.Wanted.Subject);
        return outcome with
        {
            Receipts = [.. log.Copies.SelectMany(mail => Enumerable.Repeat(
                new Receipt("postfix", "", mail.Key, ids.TryGetValue(mail.Key, out var id) ? subjects[id] : mail.Key, ["jane@customer.test"], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), mail.Value))],
        };
    }
}
