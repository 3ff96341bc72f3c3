using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>Workers that are killed, frozen or asked to end while they send.</summary>
public sealed class KilledWorkerTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    private const string LeaseLost = "was not sent: this worker's lease";

    protected override TimeSpan Limit => TimeSpan.FromMinutes(LongRun.Enabled ? 20 : 2);

    [Fact]
    public async Task One_of_two_workers_is_killed_in_the_middle_and_all_mail_arrives()
    {
        var sink = await AddTenantAsync(Acme);
        sink.Mood = new SinkMood { DotDelay = TimeSpan.FromMilliseconds(20) };
        await QueueAsync(Acme, 400);
        var killed = await StartWorkerAsync();
        await StartWorkerAsync();

        await ArrivedAsync(40);
        await killed.KillAsync();
        await SettledAsync();

        var outcome = await CheckAsync();
        Assert.Equal((400, 0), (Receipts.Mails, outcome.Dead.Count));
        Assert.Contains(outcome.Attempts, attempt => attempt.Outcome == AttemptOutcome.LeaseLost);
    }

    [Fact]
    public async Task A_worker_that_stood_still_for_two_leases_sends_nothing_and_writes_nothing()
    {
        const int Held = 3;
        var sink = await AddTenantAsync(Acme);
        var frozen = await StartWorkerAsync();
        sink.Mood = new SinkMood { Hangs = true };
        await QueueAsync(Acme, Held);
        await UntilAsync(async () => sink.Connections > 1 && await Rows.CountAsync($"email_job WHERE state = {JobRow.Leased}") == Held);

        frozen.Freeze();
        sink.Mood = SinkMood.Good;
        var other = await StartWorkerAsync();
        await SettledAsync();
        frozen.Thaw();
        await frozen.SaysAsync(LeaseLost, Held, Patience);

        var outcome = await CheckAsync();
        Assert.Equal(Held, Receipts.All.Count);
        Assert.All(Receipts.All, receipt => Assert.Equal(other.Settings.Name, receipt.Client));
        Assert.Equal(
            Enumerable.Repeat(AttemptOutcome.LeaseLost, Held).Concat(Enumerable.Repeat(AttemptOutcome.Sent, Held)),
            outcome.Attempts.Select(attempt => attempt.Outcome).OrderDescending());
        Assert.True(frozen.IsRunning);

        // It is of use again.
        await other.EndAsync();
        await QueueAsync(Acme, 1);
        await SettledAsync();
        Assert.Equal(frozen.Settings.Name, Receipts.All.Last().Client);
    }

    [Fact]
    public async Task A_mail_over_which_three_processes_died_is_a_dead_letter_and_its_neighbours_are_sent()
    {
        var sink = await AddTenantAsync(Acme);
        await Enqueuer.QueueAsync(Mail(Acme, Producers.Deadly), Patience);
        await QueueAsync(Acme, 20);
        var fleet = StartFleet(1);
        sink.Came = mail =>
        {
            var isDeadly = mail.Subject == Producers.Deadly;
            if (isDeadly) fleet.Kill(mail.Client);
            return ValueTask.FromResult(!isDeadly);
        };

        await SettledAsync();

        var outcome = await CheckAsync();
        Assert.Equal(20, Receipts.Mails);
        Assert.Equal(DeadReason.Poison, Assert.Single(outcome.Dead).Reason);
        Assert.Equal(3, outcome.Attempts.Count(attempt => attempt.Id == outcome.Dead.First().Id && attempt.Outcome == AttemptOutcome.LeaseLost));
        Assert.Equal(4, fleet.Started);
    }

    [Fact]
    public async Task A_worker_that_is_asked_to_end_gives_back_what_it_holds_and_leaves_nothing_leased()
    {
        var sink = await AddTenantAsync(Acme);
        sink.Mood = new SinkMood { DotDelay = TimeSpan.FromMilliseconds(100) };
        await QueueAsync(Acme, 500);
        var ended = await StartWorkerAsync(settings => settings with { Lease = TimeSpan.FromMinutes(1) });
        await ArrivedAsync(20);

        var began = TimeProvider.System.GetTimestamp();
        await ended.EndAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, ended.Settings.Grace + TimeSpan.FromSeconds(5));
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(0, await Rows.CountAsync($"email_job WHERE state = {JobRow.Leased}"));
        Assert.Equal(0, await Rows.CountAsync("email_wake"));
        Assert.InRange(await Rows.CountAsync("email_job"), 1, 480);

        await StartWorkerAsync();
        await SettledAsync();
        var outcome = await CheckAsync();
        Assert.Equal((500, 500), (Receipts.All.Count, outcome.Attempts.Count));
    }

    [Fact]
    public async Task A_server_that_takes_two_leases_to_answer_gets_one_copy()
    {
        var sink = await AddTenantAsync(Acme);
        sink.Mood = new SinkMood { DotDelay = (Lease * 2) + TimeSpan.FromSeconds(1) };
        await StartWorkerAsync();
        await StartWorkerAsync();

        await QueueAsync(Acme, 2);
        await SettledAsync();

        var outcome = await CheckAsync();
        Assert.Equal(2, Receipts.All.Count);
        Assert.All(outcome.Attempts, attempt => Assert.Equal((AttemptOutcome.Sent, 1), (attempt.Outcome, attempt.Fence)));
    }

    [LongFact]
    public async Task What_a_killed_worker_held_is_claimed_by_another_one_within_its_lease_and_five_seconds()
    {
        var lease = TimeSpan.FromSeconds(60);
        var sink = await AddTenantAsync(Acme);
        sink.Mood = new SinkMood { DotDelay = TimeSpan.FromMilliseconds(50) };
        await QueueAsync(Acme, 2000);
        var killed = await StartWorkerAsync(settings => settings with { Lease = lease });
        await ArrivedAsync(40);
        await StartWorkerAsync(settings => settings with { Lease = lease });
        await ArrivedAsync(200);

        var recovery = new Recovery(Rows);
        killed.KillNow();
        await recovery.FollowAsync(killed.Id, Patience);
        await SettledAsync();

        Print(recovery, lease);
        var outcome = await CheckAsync();
        Assert.Equal((2000, 0), (Receipts.Mails, outcome.Dead.Count));
        Assert.NotEmpty(recovery.Waits);
        Assert.InRange(recovery.Waits[^1], TimeSpan.Zero, lease + TimeSpan.FromSeconds(5));
    }

    [LongFact]
    public async Task Fifty_kills_among_four_workers_lose_nothing()
    {
        var sink = await AddTenantAsync(Acme);
        sink.Mood = new SinkMood { DotDelay = TimeSpan.FromMilliseconds(50) };
        await AddTenantAsync(Globex);
        var fleet = StartFleet(4);
        var random = new Random(1);
        var recovery = new Recovery(Rows);
        var following = new List<Task>();
        for (var kill = 0; kill < 50; kill++)
        {
            await QueueAsync(Acme, 100);
            await QueueAsync(Globex, 100);
            var arrived = Receipts.Mails;
            await ArrivedAsync(arrived + random.Next(1, 100));
            await UntilAsync(() =>
            {
                if (fleet.Choose(random) is not { } worker) return Task.FromResult(false);
                following.Add(recovery.FollowAsync(worker.Id, Patience));
                worker.KillNow();
                return Task.FromResult(true);
            });
        }

        await SettledAsync();
        await Task.WhenAll(following);
        Print(recovery, Lease);
        var outcome = await CheckAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{outcome.Dead.Count} buried, {CopyCheck.Count(outcome)} copies, {fleet.Started} workers");

        // One that was buried may have arrived: nobody was left to tell of it.
        var arrivals = outcome.Messages.Where(message => Receipts.Copies.ContainsKey(message.MessageId)).Select(message => message.Id).ToHashSet();
        Assert.Equal(10_000, arrivals.Count + outcome.Dead.Count(dead => !arrivals.Contains(dead.Id)));
        Assert.All(outcome.Dead, dead => Assert.Equal(DeadReason.Poison, dead.Reason));
    }

    private static void Print(Recovery recovery, TimeSpan lease) =>
        TestContext.Current.TestOutputHelper!.WriteLine($"A lease of {lease.TotalSeconds:0} s; from a kill to the next claim: {Words(recovery.Waits)}; where a process had died before: {Words(recovery.SuspectWaits)}");

    private static string Words(IReadOnlyList<TimeSpan> waits) => waits.Count == 0 ? "none" : $"{waits.Count} mails, median {waits[waits.Count / 2].TotalSeconds:0.0} s, longest {waits[^1].TotalSeconds:0.0} s";
}
