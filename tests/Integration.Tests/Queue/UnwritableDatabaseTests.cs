using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Chaos.Working;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>The database takes nothing more for a while: whoever queues is told so, nothing is accepted that is not there, and the worker goes on when it is over.</summary>
public sealed class UnwritableDatabaseTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    private const int Before = 60;
    private const int Attached = 300_000;
    private WorkerProcess _worker = null!;
    private SmtpSink _sink = null!;

    protected override bool OwnServer => true;

    protected override TimeSpan Limit => TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_read_only_database_refuses_mail_and_what_was_sent_meanwhile_is_settled_behind_it()
    {
        await HoldManyAsync();
        await SetReadOnlyAsync("on");
        await SendAndLapseAsync();
        await RefusesAllWaysAsync();
        await SetReadOnlyAsync("off");
        await GoesOnAsync();
        var outcome = await CheckAsync();
        Assert.Equal(0, CopyCheck.Count(outcome));
    }

    [Fact]
    public async Task Tables_without_room_refuse_mail_and_what_was_sent_meanwhile_is_settled_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(Path.Combine(Server.Folder, "tables"), 128 << 20, "postgres", Patience);
        await Server.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Folder}'", cancellationToken: Patience);
        await Server.ExecuteAsync("ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE small; ALTER INDEX ALL IN TABLESPACE pg_default SET TABLESPACE small", cancellationToken: Patience);
        await HoldManyAsync();
        disk.Fill();
        await SendAndLapseAsync();
        await RefusesAllWaysAsync();
        disk.Free();
        await GoesOnAsync();
        await CheckAsync();
        Assert.True(_worker.IsRunning);
    }

    [Fact]
    public async Task A_log_without_room_ends_the_server_and_nothing_that_was_accepted_is_lost_when_it_is_back()
    {
        await Server.StopImmediateAsync(Patience);
        var (log, place) = (Path.Combine(Server.Folder, "data", "pg_wal"), Path.Combine(Server.Folder, "log"));
        await using var disk = await SmallDisk.MountAsync(place, 128 << 20, "postgres", Patience);
        await disk.MoveInAsync(log, Patience);
        await Server.RestartAsync(Patience);
        await HoldManyAsync();
        disk.Fill();
        _sink.Mood = SinkMood.Good;

        // As long as a piece of the log has room, mail is accepted; where it has none the server ends itself.
        await RefusesAsync(() => Enqueuer.QueueAsync(Mail(Acme) with { Attached = Attached }, Patience));
        await UntilAsync(async () => !await Tries.HoldsAsync(async () => await Rows.CountAsync("email_wake") >= 0));
        await RefusesAllWaysAsync();
        disk.Free();
        await Server.StopImmediateAsync(Patience);
        await Server.RestartAsync(Patience);
        await GoesOnAsync(unknown: true);
        await CheckAsync();
        Assert.True(_worker.IsRunning);
    }

    private Task<string> SetReadOnlyAsync(string value) => Server.ExecuteAsync(
        $"SET default_transaction_read_only = off; ALTER SYSTEM SET default_transaction_read_only = {value}; SELECT pg_reload_conf()", cancellationToken: Patience);

    // A worker holds them all, and has sent none.
    private async Task HoldManyAsync()
    {
        _sink = await AddTenantAsync(Acme);
        _worker = await StartWorkerAsync();
        _sink.Mood = new SinkMood { Hangs = true };
        await QueueAsync(Acme, Before);
        await UntilAsync(async () => await Rows.CountAsync($"email_job WHERE state = {JobRow.Leased}") == Before);
    }

    private async Task SendAndLapseAsync()
    {
        _sink.Mood = SinkMood.Good;
        await ArrivedAsync(1);
        await UntilAsync(async () => (await Rows.JobsAsync()).Any(job => job.LapsedSeconds > 0));
        Assert.Equal(0, await Rows.CountAsync("email_attempt"));
    }

    private async Task RefusesAllWaysAsync()
    {
        await RefusesAsync(() => Enqueuer.QueueAsync(Mail(Acme), Patience));
        await RefusesAsync(() => Enqueuer.QueueAsync(Mail(Acme) with { Key = Guid.NewGuid().ToString() }, Patience));
        await RefusesAsync(() => Enqueuer.QueueAsync(Mail(Acme) with { Attached = Attached }, Patience));
        await RefusesAsync(() => Enqueuer.QueueManyAsync([.. Enumerable.Range(0, 100).Select(_ => Mail(Acme))], Patience));
        await RefusesAsync(() => Enqueuer.QueueAsync([Mail(Acme)], commits: true, Patience), ofTheCallers: true);
    }

    // What finds a place in a page that has room is accepted, and sent in the end.
    private async Task RefusesAsync(Func<Task> queue, bool ofTheCallers = false)
    {
        var before = Enqueuer.Broke;
        for (var tries = 0; tries < 1000 && ReferenceEquals(before, Enqueuer.Broke); tries++) await queue();
        Assert.NotSame(before, Enqueuer.Broke);

        // Of a transaction of the caller's own, begin and commit are his to make.
        if (!ofTheCallers || Enqueuer.Broke is StoreException) Assert.Equal(StoreFailure.Unavailable, Assert.IsType<StoreException>(Enqueuer.Broke).Failure);
    }

    private async Task GoesOnAsync(bool unknown = false)
    {
        await UntilAsync(() => Tries.HoldsAsync(async () => await Rows.CountAsync("email_job") == 0));
        var before = Ledger.Count(Fate.Acknowledged);
        await Enqueuer.QueueManyAsync([.. Enumerable.Range(0, 5).Select(_ => Mail(Acme))], Patience);
        await SettledAsync();
        var accepted = Ledger.Count(Fate.Acknowledged);
        Assert.Equal(before + 5, accepted);
        var stored = await Rows.CountAsync("email_message");
        TestContext.Current.TestOutputHelper!.WriteLine($"{accepted} acknowledged, {Ledger.Count(Fate.Unknown)} refused or unanswered, {stored} stored, {Receipts.Mails} arrived, {Receipts.All.Count - Receipts.Mails} copies; {Enqueuer.Broke?.Message}");
        Assert.Equal(stored, Receipts.Mails);
        if (unknown) Assert.InRange(stored, accepted, accepted + Ledger.Count(Fate.Unknown));
        else Assert.Equal(accepted, stored);
    }
}
