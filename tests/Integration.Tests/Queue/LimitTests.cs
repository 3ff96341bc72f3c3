using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>What an account may send holds over eight worker processes, over their restarts, and in any window; what is beyond it waits, and is nobody's failure.</summary>
public sealed class LimitTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    private const int Workers = 8;

    // Eight processes that start at once on a small machine stand still for seconds: that is another test's matter.
    private static readonly TimeSpan LongLease = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private PassedTime _passed = null!;
    private BudgetNotes _notes = null!;

    protected override TimeSpan Limit => TimeSpan.FromMinutes(5);

    [LongTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Eight_workers_never_send_more_than_500_within_any_hour_over_restarts_and_nothing_fails(bool killed)
    {
        const int PerHour = 500;
        var sink = await AddTenantAsync(Acme, new SendingLimits { PerHour = PerHour });
        sink.Mood = new SinkMood { DotDelay = TimeSpan.FromMilliseconds(200) };
        await AddTenantAsync(Globex);
        await NoteAsync();

        // 300 at first, and all workers end in the middle of them.
        await QueueAsync(Acme, 300);
        await StartWorkersAsync();
        await ArrivedAsync(100);
        await EndWorkersAsync(killed);
        await StartWorkersAsync();
        await UntilAsync(async () => await Rows.CountAsync("email_job") == 0);

        // Half an hour later 700 more, for which there is not room enough; nobody else notices.
        await PassAsync(TimeSpan.FromMinutes(30));
        await QueueAsync(Acme, 700);
        await UsedUpAsync(PerHour);
        await CheckWaitingAsync();
        await CheckOthersAsync();

        // When 50 minutes have passed, nothing has room; when 65 have, the first ones make room, and when 95 have, the second ones.
        await PassAsync(TimeSpan.FromMinutes(20));
        var tries = await Rows.SumAsync($"fence FROM {Rows.Schema}.email_job");
        var arrived = Receipts.All.Count;
        await UntilAsync(async () => await Rows.SumAsync($"fence FROM {Rows.Schema}.email_job") > tries && await Rows.CountAsync($"email_job WHERE state = {JobRow.Leased}") == 0);
        await CheckOthersAsync();
        Assert.Equal(arrived + Others, Receipts.All.Count);
        await PassAsync(TimeSpan.FromMinutes(15));
        await UsedUpAsync(PerHour);
        await CheckWaitingAsync();
        do
        {
            await PassAsync(TimeSpan.FromMinutes(30));
            await UntilAsync(async () => await Rows.CountAsync("email_job") == 0 || await IsUsedUpAsync(PerHour));
        }
        while (await Rows.CountAsync("email_job") > 0);

        var outcome = await CheckAsync();
        Assert.Empty(outcome.Dead);
        Assert.All(outcome.Attempts, attempt => Assert.True(attempt.Outcome == AttemptOutcome.Sent || (killed && attempt.Outcome == AttemptOutcome.LeaseLost), attempt.ToString()));
        Assert.Equal(1000 + (2 * Others), Receipts.Mails);
        var receipts = _passed.Of(Receipts.All.Where(receipt => receipt.Sink == Acme.Value));
        var (taken, most) = await _notes.TakenAsync(BudgetSpan.Hour);
        var arrivedMost = LimitCheck.Most(receipts, Hour);
        Say($"taken {taken}, at most {most} in any hour; arrived {receipts.Count}, at most {arrivedMost} in any hour");
        Assert.Equal(PerHour, most);
        Assert.InRange(arrivedMost, killed ? 1 : PerHour, PerHour);
        Assert.InRange(receipts.Count, 1000, taken);
    }

    [LongFact]
    public async Task Eight_workers_never_take_more_than_14_within_any_second()
    {
        const int PerSecond = 14;
        await AddTenantAsync(Acme, new SendingLimits { PerSecond = PerSecond });
        await NoteAsync();
        await QueueAsync(Acme, 600);
        var began = TimeProvider.System.GetTimestamp();
        await StartWorkersAsync();
        await SettledAsync();
        var time = TimeProvider.System.GetElapsedTime(began);

        var outcome = await CheckAsync();
        Assert.Equal((600, 0), (Receipts.All.Count, outcome.Dead.Count));
        Assert.All(outcome.Attempts, attempt => Assert.Equal(AttemptOutcome.Sent, attempt.Outcome));
        var (taken, most) = await _notes.TakenAsync(BudgetSpan.Second);
        var seen = LimitCheck.Most(Receipts.All, TimeSpan.FromSeconds(1));
        Say($"{600 / time.TotalSeconds:F1} a second; taken {taken}, at most {most} in any second; the server saw at most {seen} in a second, {LimitCheck.Most(Receipts.All, TimeSpan.FromSeconds(10))} in ten");
        Assert.Equal((600, PerSecond), (taken, (int)most));

        // A mail is counted before its way to the server begins, which is a connection's set-up for one and nothing for the next: so two seconds' mail may arrive within one, and over a longer time no more than is counted.
        Assert.InRange(seen, 1, 2 * PerSecond);
        Assert.InRange(LimitCheck.Most(Receipts.All, TimeSpan.FromSeconds(10)), 1, 11 * PerSecond);
    }

    [LongFact]
    public async Task Eight_workers_never_send_to_more_than_100_recipients_within_any_day_and_what_fits_goes_before_what_does_not()
    {
        const int PerDay = 100;
        await AddTenantAsync(Acme, new SendingLimits { PerDay = PerDay });
        await NoteAsync();
        var mails = Enumerable.Range(0, 42).Select(i => Mail(Acme) with { Recipients = 1 + (i * 3 % 7) }).ToList();
        Assert.Equal(168, mails.Sum(mail => mail.Recipients));
        await QueueAsync(mails);
        await StartWorkersAsync();

        // Until not even the smallest that waits has room.
        await UntilAsync(async () => PerDay - await _notes.UsedAsync(BudgetSpan.Day) is var left && left < SmallestWaiting(mails) && await Rows.CountAsync($"email_job WHERE state = {JobRow.Leased}") == 0);
        await CheckWaitingAsync();
        var first = Receipts.All.Sum(receipt => receipt.Recipients.Count);
        Say($"the first day: {first} recipients, {Receipts.Mails} mails; the smallest of {await Rows.CountAsync("email_job")} that wait is to {SmallestWaiting(mails)}");
        Assert.InRange(first, PerDay - 6, PerDay);

        await PassAsync(TimeSpan.FromHours(12));
        await UntilAsync(async () => await Rows.CountAsync($"email_job WHERE run_at > now() AND state = {JobRow.Ready}") > 0);
        Assert.Equal(first, Receipts.All.Sum(receipt => receipt.Recipients.Count));
        await PassAsync(TimeSpan.FromHours(13));
        await SettledAsync();

        var outcome = await CheckAsync();
        Assert.Equal((42, 0), (Receipts.All.Count, outcome.Dead.Count));
        Assert.All(outcome.Attempts, attempt => Assert.Equal(AttemptOutcome.Sent, attempt.Outcome));
        var (taken, most) = await _notes.TakenAsync(BudgetSpan.Day);
        var seen = LimitCheck.Most(_passed.Of(Receipts.All), TimeSpan.FromDays(1));
        Say($"taken {taken} recipients, at most {most} in any day; arrived at most {seen} in any day");
        Assert.Equal(168, taken);
        Assert.InRange(most, first, PerDay);
        Assert.InRange(seen, first, PerDay);
    }

    private const int Others = 100;

    private static void Say(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private async Task NoteAsync()
    {
        _passed = new PassedTime(Rows);
        _notes = await BudgetNotes.BeginAsync(Rows, _passed);
    }

    private async Task StartWorkersAsync() => await StartWorkersAsync(Workers, settings => settings with { Lease = LongLease });

    private async Task PassAsync(TimeSpan time)
    {
        await EndWorkersAsync();
        await _passed.PassAsync(time);
        await StartWorkersAsync();
    }

    private async Task<bool> IsUsedUpAsync(int limit) =>
        await _notes.UsedAsync(BudgetSpan.Hour) == limit && await Rows.CountAsync($"email_job WHERE state = {JobRow.Leased}") == 0;

    private Task UsedUpAsync(int limit) => UntilAsync(() => IsUsedUpAsync(limit));

    // What waits was put back as it was: no try is counted, and none is noted.
    private async Task CheckWaitingAsync()
    {
        var waiting = await Rows.JobsAsync();
        Assert.NotEmpty(waiting);
        Assert.All(waiting, job => Assert.Equal((0, 0, JobRow.Ready), (job.Attempt, job.Crashes, job.State)));
        Assert.Empty(await Rows.DeadAsync());
    }

    // Beside a tenant whose limit is reached another one's mail goes at once.
    private async Task CheckOthersAsync()
    {
        var arrived = Receipts.Mails;
        var began = TimeProvider.System.GetTimestamp();
        await QueueAsync(Globex, Others);
        await ArrivedAsync(arrived + Others);
        var time = TimeProvider.System.GetElapsedTime(began);
        Say($"{Others} mails of another tenant arrived in {time.TotalMilliseconds:F0} ms");
        Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private int SmallestWaiting(IReadOnlyList<Chaos.Producing.Wanted> mails)
    {
        var arrived = Receipts.All.Select(receipt => receipt.Subject).ToHashSet();
        return mails.Where(mail => !arrived.Contains(mail.Subject)).Min(mail => mail.Recipients);
    }
}
