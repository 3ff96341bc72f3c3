using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IQueueWorkStore"/> does about leases that run out.</summary>
public abstract class QueueRescueConformance
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly ClaimRequest AskSuspects = Mails.Ask() with { Suspects = true };

    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task Lease_that_runs_is_left_alone_and_one_that_ran_out_gives_its_mail_back()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);
        await queue.AdvanceAsync(TimeSpan.FromSeconds(55));
        Assert.Equal(0, await queue.Work.RescueAsync(10));

        await queue.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await queue.Work.RescueAsync(10));

        Assert.Equal(new StoredJob(0, 0, 1, 1, 0), await queue.FindJobAsync(id));
        Assert.Equal([AttemptOutcome.LeaseLost], await queue.OutcomesAsync(id));
        Assert.Equal([false], await queue.Work.SettleAsync("w1", [Mails.Done(mail)]));
        Assert.Equal([false], await queue.Work.RenewAsync([mail.Lease], Lease));
        Assert.False(await queue.Work.MarkSendingAsync(mail.Lease));
        Assert.Equal([AttemptOutcome.LeaseLost], await queue.OutcomesAsync(id));
    }

    [Fact]
    public async Task Suspects_are_handed_out_one_a_call_and_only_to_whom_asks()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 3);
        await queue.FloodAsync(Mails.Globex, 3);
        await LapseAsync(queue);
        await LapseAsync(queue);
        await queue.FloodAsync(Mails.Acme, 4);

        Assert.Equal(4, (await queue.Work.ClaimAsync(Mails.Ask())).Mails.Count);
        var suspect = Assert.Single((await queue.Work.ClaimAsync(AskSuspects)).Mails);
        Assert.Equal((2, 3), (suspect.Crashes, suspect.Lease.Fence));
        await queue.FloodAsync(Mails.Acme, 4);
        var mixed = (await queue.Work.ClaimAsync(AskSuspects with { Most = 3 })).Mails;
        Assert.Equal([0, 0, 2], mixed.Select(mail => mail.Crashes).Order());
        Assert.Single((await queue.Work.ClaimAsync(AskSuspects with { Most = 1 })).Mails, mail => mail.Crashes == 2);
    }

    [Fact]
    public async Task Suspect_that_is_due_the_longest_comes_first_whosever_it_is_and_one_that_is_not_due_waits()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(new TenantId("zulu"), 1);
        await queue.AdvanceAsync(TimeSpan.FromSeconds(1));
        await queue.FloodAsync(Mails.Acme, 1);
        await LapseAsync(queue);
        await LapseAsync(queue);

        var first = Assert.Single((await queue.Work.ClaimAsync(AskSuspects)).Mails);
        Assert.Equal("zulu", first.Lease.Tenant.Value);
        await queue.Work.SettleAsync("w1", [Mails.Release(first, TimeSpan.FromHours(1))]);
        Assert.Equal(Mails.Acme, Assert.Single((await queue.Work.ClaimAsync(AskSuspects)).Mails).Lease.Tenant);
        Assert.Empty((await queue.Work.ClaimAsync(AskSuspects)).Mails);
    }

    [Fact]
    public async Task Suspect_of_a_tenant_that_is_paused_or_passed_over_stays()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 1);
        await LapseAsync(queue);
        await LapseAsync(queue);

        Assert.Empty((await queue.Work.ClaimAsync(AskSuspects with { Except = [Mails.Acme] })).Mails);
        await queue.SetTenantAsync(Mails.Acme, paused: true);
        Assert.Empty((await queue.Work.ClaimAsync(AskSuspects)).Mails);
        await queue.SetTenantAsync(Mails.Acme);
        Assert.Single((await queue.Work.ClaimAsync(AskSuspects)).Mails);
    }

    [Fact]
    public async Task Suspect_is_the_one_mail_of_a_tenant_of_which_one_is_taken()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 1);
        await LapseAsync(queue);
        await LapseAsync(queue);
        await queue.FloodAsync(Mails.Acme, 3);
        await queue.FloodAsync(Mails.Globex, 3);
        var one = Mails.Ask() with { OneEach = [Mails.Acme] };

        var mails = (await queue.Work.ClaimAsync(one with { Suspects = true })).Mails;

        Assert.Single(mails, mail => mail.Crashes == 2);
        Assert.InRange(mails.Count(mail => mail.Lease.Tenant == Mails.Acme), 1, 2);
        Assert.Equal(3, mails.Count(mail => mail.Lease.Tenant == Mails.Globex));
        Assert.Single((await queue.Work.ClaimAsync(one)).Mails);
    }

    [Fact]
    public async Task Released_suspect_stays_one_and_one_that_was_tried_is_none_any_more()
    {
        await using var queue = await CreateAsync();
        var id = (await queue.FloodAsync(Mails.Acme, 1))[0];
        await LapseAsync(queue);
        await LapseAsync(queue);
        var suspect = Assert.Single((await queue.Work.ClaimAsync(AskSuspects)).Mails);

        await queue.Work.SettleAsync("w1", [Mails.Release(suspect)]);
        Assert.Equal(new StoredJob(3, 0, 2, 3, 0), await queue.FindJobAsync(id));

        suspect = Assert.Single((await queue.Work.ClaimAsync(AskSuspects)).Mails);
        await queue.Work.SettleAsync("w1", [Mails.Retry(suspect, TimeSpan.Zero)]);
        Assert.Equal(new StoredJob(0, 1, 0, 4, 0), await queue.FindJobAsync(id));
        Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
    }

    [Fact]
    public async Task Third_crash_buries_a_mail_as_poison()
    {
        await using var queue = await CreateAsync();
        var id = (await queue.FloodAsync(Mails.Acme, 1))[0];
        await LapseAsync(queue);
        await LapseAsync(queue);
        Assert.Equal(new StoredJob(3, 0, 2, 2, 0), await queue.FindJobAsync(id));

        await LapseAsync(queue);

        Assert.Null(await queue.FindJobAsync(id));
        Assert.Equal(DeadReason.Poison, await queue.FindDeadAsync(id));
        Assert.Equal([AttemptOutcome.LeaseLost, AttemptOutcome.LeaseLost, AttemptOutcome.LeaseLost, AttemptOutcome.Poison], await queue.OutcomesAsync(id));
        Assert.Equal((0, 1, 0), await queue.TallyAsync(Mails.Acme));
        Assert.Empty((await queue.Work.ClaimAsync(AskSuspects)).Mails);
    }

    [Theory]
    [InlineData(OnUncertain.Hold, true, 2)]
    [InlineData(OnUncertain.Hold, false, 0)]
    [InlineData(OnUncertain.Resend, true, 0)]
    public async Task Only_what_may_have_been_sent_and_must_not_be_sent_twice_is_held(OnUncertain onUncertain, bool sending, int state)
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue, onUncertain);
        if (sending)
        {
            Assert.True(await queue.Work.MarkSendingAsync(mail.Lease));
            Assert.Equal(1, (await queue.FindJobAsync(id))!.Phase);
        }

        await queue.AdvanceAsync(Lease);
        Assert.Equal(1, await queue.Work.RescueAsync(10));

        Assert.Equal(new StoredJob(state, 0, 1, 1, 0), await queue.FindJobAsync(id));
        Assert.Equal([AttemptOutcome.LeaseLost], await queue.OutcomesAsync(id));
    }

    [Fact]
    public async Task Mark_of_a_try_that_ended_says_nothing_of_the_next_one()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue, OnUncertain.Hold);
        await queue.Work.MarkSendingAsync(mail.Lease);
        await queue.Work.SettleAsync("w1", [Mails.Retry(mail, TimeSpan.Zero)]);
        Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);

        await queue.AdvanceAsync(Lease);
        await queue.Work.RescueAsync(10);

        Assert.Equal(0, (await queue.FindJobAsync(id))!.State);
    }

    [Fact]
    public async Task Lease_that_is_renewed_lasts_from_then_on()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 3);
        var mails = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        await queue.Work.SettleAsync("w1", [Mails.Done(mails[1])]);
        await queue.AdvanceAsync(TimeSpan.FromSeconds(50));

        Assert.Equal([true, false, true], await queue.Work.RenewAsync([.. mails.Select(mail => mail.Lease)], Lease));

        await queue.AdvanceAsync(TimeSpan.FromSeconds(50));
        Assert.Equal(0, await queue.Work.RescueAsync(10));
        await queue.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, await queue.Work.RescueAsync(10));
    }

    [Fact]
    public async Task No_more_are_taken_back_at_once_than_asked_for()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 5);
        await queue.Work.ClaimAsync(Mails.Ask());
        await queue.AdvanceAsync(Lease);

        foreach (var expected in (int[])[2, 2, 1, 0]) Assert.Equal(expected, await queue.Work.RescueAsync(2));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => queue.Work.RescueAsync(0));
    }

    [Fact]
    public async Task Eight_rescuers_count_one_crash_a_mail()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 100);
        await queue.Work.ClaimAsync(Mails.Ask());
        await queue.AdvanceAsync(Lease);

        var rescued = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => queue.Work.RescueAsync(100)));
        var rest = await queue.Work.RescueAsync(100);

        Assert.Equal(100, rescued.Sum() + rest);
        Assert.Equal((100, 100), (await queue.CountAsync("email_job", "crashes = 1 AND state = 0"), await queue.CountAsync("email_attempt")));
    }

    private static async Task<(ClaimedMail Mail, Guid Id)> ClaimOneAsync(QueueUnderTest queue, OnUncertain onUncertain = OnUncertain.Resend)
    {
        var id = (await queue.EnqueueAsync(Mails.New() with { OnUncertain = onUncertain }))[0];
        return (Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails), id);
    }

    // Everything is claimed, and nobody says anything any more.
    private static async Task LapseAsync(QueueUnderTest queue)
    {
        while ((await queue.Work.ClaimAsync(AskSuspects)).Mails.Count > 0)
        {
        }

        await queue.AdvanceAsync(Lease);
        await queue.Work.RescueAsync(1000);
    }
}
