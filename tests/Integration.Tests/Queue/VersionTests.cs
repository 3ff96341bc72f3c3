using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>Workers of this version beside hosts of a later one: what those may write and change does no harm here, and takes none.</summary>
public sealed class VersionTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    [Fact]
    public async Task Mail_that_a_later_version_wrote_is_left_to_one_of_that_version_and_holds_nobody_up()
    {
        await AddTenantAsync(Acme);
        var id = (await Enqueuer.QueueAsync(Mail(Acme, "later"), Patience))!.Value;
        await WriteFormAsync(id, 1, 2);
        await QueueAsync(Acme, 20);
        await StartWorkersAsync(2);
        await ArrivedAsync(20);

        // However often it is looked at, it stays as it was.
        for (var looked = 1; looked <= 5; looked++)
        {
            await UntilAsync(async () => await Rows.CountAsync("email_job") == 1 && await Rows.CountAsync("email_job WHERE run_at > now() + interval '20 seconds'") == 1);
            var job = Assert.Single(await Rows.JobsAsync());
            Assert.Equal((id, JobRow.Ready, looked, 0, 0), (job.Id, job.State, (int)job.Fence, job.Attempt, job.Crashes));
            var mail = (await Queue.FindAsync(Acme, id, Patience))!;
            Assert.Equal((QueuedMailState.Scheduled, 0, 0), (mail.State, mail.Attempts, mail.History.Count));
            Assert.Equal(1, await MakeDueAsync());
        }

        // A worker of that version reads it: here it is the form that changes, which is the same to the mail.
        var messageId = (await Queue.FindAsync(Acme, id, Patience))!.MessageId;
        await WriteFormAsync(id, 2, 1);
        await UntilAsync(async () => await MakeDueAsync() >= 0 && await Rows.CountAsync("email_job") == 0);

        var outcome = await CheckAsync();
        Assert.Equal((21, 0), (Receipts.All.Count, outcome.Dead.Count));
        Assert.Equal(messageId, Assert.Single(Receipts.All, receipt => receipt.Subject == "later").MessageId);
        Assert.Equal(AttemptOutcome.Sent, Assert.Single(outcome.Attempts, attempt => attempt.Id == id).Outcome);
    }

    [Fact]
    public async Task Columns_that_a_later_version_adds_while_workers_work_disturb_nobody()
    {
        var sink = await AddTenantAsync(Acme);

        // Whoever looks for a mail while its day is given a table of its own may miss it: that is not what is looked at here.
        await Get<IQueueUpkeepStore>().PrepareAsync(2, Patience);
        var workers = await StartWorkersAsync(2);
        await UseEverythingAsync(sink, "before");

        var tables = await Rows.AskAsync(
            $"SELECT relname FROM pg_class WHERE relnamespace = '{Rows.Schema}'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname", row => row.GetString(0));
        Assert.Contains("email_job", tables);
        var flooding = QueueAsync(Acme, 300);
        foreach (var table in tables) await Rows.ExecuteAsync($"ALTER TABLE {Rows.Schema}.{table} ADD COLUMN later_text text NOT NULL DEFAULT 'later', ADD COLUMN later_time timestamptz");
        await flooding;
        await SettledAsync();
        await UseEverythingAsync(sink, "behind");
        await SettledAsync();

        var outcome = await CheckAsync();
        Assert.Equal(300 + (2 * Used), Receipts.Mails);
        Assert.All(outcome.Attempts, attempt => Assert.Contains(attempt.Outcome, (AttemptOutcome[])[AttemptOutcome.Sent, AttemptOutcome.Deferred, AttemptOutcome.Rejected, AttemptOutcome.Requeued, AttemptOutcome.Cancelled]));
        Assert.DoesNotContain(workers.SelectMany(worker => worker.Lines), line => line.Contains("warn:", StringComparison.Ordinal) || line.Contains("fail:", StringComparison.Ordinal));
    }

    // How many mails one use of everything sends.
    private const int Used = 7;

    // Each of the statements that hosts and workers have prepared by then.
    private async Task UseEverythingAsync(SmtpSink sink, string when)
    {
        var arrived = Receipts.Mails;
        await Enqueuer.QueueAsync(Mail(Acme) with { Key = when }, Patience);
        await Enqueuer.QueueAsync(Mail(Acme) with { Attached = 100_000 }, Patience);
        await Enqueuer.QueueAsync([Mail(Acme)], commits: true, Patience);
        await QueueAsync(Acme, 2);
        await ArrivedAsync(arrived + 5);

        sink.Mood = new SinkMood { Recipient = "450 4.2.1 later" };
        var deferred = await Enqueuer.QueueAsync(Mail(Acme), Patience);
        await UntilAsync(async () => (await Queue.FindAsync(Acme, deferred!.Value, Patience))!.Attempts == 1);
        sink.Mood = new SinkMood { Recipient = "550 5.1.1 nobody" };
        var refused = await Enqueuer.QueueAsync(Mail(Acme), Patience);
        await UntilAsync(async () => (await Queue.FindAsync(Acme, refused!.Value, Patience))!.State == QueuedMailState.Dead);
        sink.Mood = SinkMood.Good;
        Assert.Equal(1, await Queue.RequeueAsync(Acme, [refused!.Value], Patience));
        await MakeDueAsync();

        await Queue.PauseAsync(Acme, Patience);
        var cancelled = await Enqueuer.QueueAsync(Mail(Acme) with { SendAt = TimeProvider.System.GetUtcNow().AddHours(1) }, Patience);
        Assert.Equal(CancelOutcome.Cancelled, await Queue.CancelAsync(Acme, cancelled!.Value, Patience));
        await Queue.ResumeAsync(Acme, Patience);
        await ArrivedAsync(arrived + Used);
        Assert.True(Enqueuer.Broke is null, Enqueuer.Broke?.ToString());
    }

    private Task<int> WriteFormAsync(Guid id, int from, int to) => Rows.ExecuteAsync(
        $"UPDATE {Rows.Schema}.email_message SET body = convert_to(replace(convert_from(body, 'UTF8'), '\"version\":{from},', '\"version\":{to},'), 'UTF8') WHERE id = '{id}'");

    private Task<int> MakeDueAsync() => Rows.ExecuteAsync($"UPDATE {Rows.Schema}.email_job SET run_at = now() WHERE state = 0 AND run_at > now() AND fence > 0");
}
