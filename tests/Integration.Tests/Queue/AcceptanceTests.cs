using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>What is accepted is sent, once it is time and its tenant is not paused; what is not, never.</summary>
public sealed class AcceptanceTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    [Fact]
    public async Task A_hundred_calls_under_one_key_of_which_half_are_rolled_back_are_one_mail_and_rolled_back_mails_are_never_sent()
    {
        await AddTenantAsync(Acme);
        await StartWorkerAsync();
        var keyed = Mail(Acme, "keyed") with { Key = "order-1" };

        await Parallel.ForEachAsync(Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (i, _) =>
        {
            if (i % 2 == 0) await Enqueuer.QueueAsync([keyed], commits: false, Patience);
            else if (i % 4 == 1) await Enqueuer.QueueAsync([keyed], commits: true, Patience);
            else await Enqueuer.QueueAsync(keyed, Patience);
            await Enqueuer.QueueAsync([Mail(Acme), Mail(Acme)], commits: i % 10 == 0, Patience);
        });
        await SettledAsync();

        await CheckAsync();
        Assert.Equal(21, Receipts.All.Count);
        Assert.Single(Receipts.All, receipt => receipt.Subject == "keyed");
        Assert.Equal(50 + 180, Ledger.Count(Fate.RolledBack));
    }

    [Fact]
    public async Task Nothing_is_claimed_behind_the_commit_of_a_pause_and_all_is_when_it_is_over()
    {
        var sink = await AddTenantAsync(Acme);
        await AddTenantAsync(Globex);
        sink.Mood = new SinkMood { DotDelay = TimeSpan.FromMilliseconds(20) };
        await QueueAsync(Acme, 500);
        await StartWorkerAsync();
        await StartWorkerAsync();
        await ArrivedAsync(50);

        await Queue.PauseAsync(Acme);
        var paused = await Rows.JobsAsync();
        var held = paused.Where(job => job.State == JobRow.Leased).Select(job => job.Id).ToHashSet();
        await UntilAsync(async () => await Rows.CountAsync("email_job WHERE state = 1") == 0);

        // Workers that go round the tenants come by the paused one.
        for (var i = 0; i < 3; i++)
        {
            await QueueAsync(Globex, 10);
            await UntilAsync(async () => await Rows.CountAsync("email_job WHERE tenant_id = 'globex'") == 0);
        }

        var left = await Rows.JobsAsync();
        Assert.Equal(paused.Where(job => !held.Contains(job.Id)).Sum(job => job.Fence), left.Sum(job => job.Fence));
        Assert.DoesNotContain(left, job => held.Contains(job.Id));
        Assert.Equal(530, Receipts.Mails + left.Count);

        await Queue.ResumeAsync(Acme);
        await SettledAsync();
        await CheckAsync();
        Assert.Equal(530, Receipts.All.Count);
    }

    [Fact]
    public async Task Room_is_made_for_days_to_come_while_mail_is_queued_and_every_call_is_acknowledged()
    {
        await AddTenantAsync(Acme);
        using var made = new CancellationTokenSource();
        var queueing = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            do await Enqueuer.QueueAsync(Mail(Acme), Patience);
            while (!made.IsCancellationRequested);
        })));

        await Get<IQueueUpkeepStore>().PrepareAsync(2, Patience);
        await made.CancelAsync();
        await queueing;

        Assert.True(Enqueuer.Broke is null, Enqueuer.Broke?.ToString());
        await StartWorkerAsync();
        await SettledAsync();
        await CheckAsync();
    }

    [Fact]
    public async Task Clocks_that_are_an_hour_off_make_nothing_early_or_late()
    {
        await AddTenantAsync(Acme);
        await StartWorkerAsync(settings => settings with { ClockOff = TimeSpan.FromHours(1) });
        await StartWorkerAsync(settings => settings with { ClockOff = TimeSpan.FromHours(-1) });

        var at = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(3);
        for (var i = 0; i < 20; i++) await Enqueuer.QueueAsync(Mail(Acme) with { SendAt = i % 2 == 0 ? at : null }, Patience);
        await SettledAsync();

        var outcome = await CheckAsync();
        Assert.All(outcome.Attempts, attempt => Assert.Equal((AttemptOutcome.Sent, 1), (attempt.Outcome, attempt.Fence)));
        Assert.InRange(Receipts.All.Max(receipt => receipt.At), at, at + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_back_is_a_dead_letter_and_the_next_mail_goes()
    {
        await AddTenantAsync(Acme);
        var corrupt = await Enqueuer.QueueAsync(Mail(Acme), Patience);
        await QueueAsync(Acme, 2);
        await Rows.ExecuteAsync($"UPDATE {Rows.Schema}.email_message SET body = '\\xdeadbeef' WHERE id = '{corrupt}'");

        await StartWorkerAsync();
        await SettledAsync();

        var outcome = await CheckAsync();
        Assert.Equal((corrupt!.Value, DeadReason.Poison), (Assert.Single(outcome.Dead).Id, outcome.Dead.First().Reason));
        Assert.Equal(2, Receipts.All.Count);
    }
}
