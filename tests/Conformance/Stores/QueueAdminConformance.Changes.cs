using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Changes by hand.</summary>
public abstract partial class QueueAdminConformance
{
    [Fact]
    public async Task Requeued_dead_letter_keeps_its_message_id_and_its_old_worker_writes_nothing()
    {
        await using var queue = await CreateAsync();
        var id = Assert.Single(await queue.FloodAsync(Mails.Acme, 1));
        var first = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        await queue.Work.SettleAsync("w1", [Mails.Bury(first)]);
        await queue.AdvanceAsync(TimeSpan.FromHours(100));

        Assert.Equal(1, await Admin(queue).RequeueAsync(Mails.Acme, [id, Guid.CreateVersion7()]));

        Assert.Equal(new StoredJob(0, 0, 0, first.Lease.Fence + 1, 0), await queue.FindJobAsync(id));
        Assert.Null(await queue.FindDeadAsync(id));
        Assert.Equal([AttemptOutcome.Rejected, AttemptOutcome.Requeued], await queue.OutcomesAsync(id));
        Assert.Equal([false], await queue.Work.SettleAsync("w1", [Mails.Done(first)]));
        var again = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        Assert.Equal((first.MessageId, first.Date, first.Lease.Fence + 2, 0), (again.MessageId, again.Date + TimeSpan.FromHours(100), again.Lease.Fence, again.Attempt));
        Assert.InRange(again.ExpiresIn, TimeSpan.FromHours(71), TimeSpan.FromHours(72));
        Assert.Equal([false], await queue.Work.SettleAsync("w1", [Mails.Done(first)]));
        Assert.Equal([true], await queue.Work.SettleAsync("w1", [Mails.Done(again)]));
        Assert.Equal(0, await Admin(queue).RequeueAsync(Mails.Acme, [id]));
    }

    [Fact]
    public async Task All_dead_letters_of_a_tenant_are_requeued_for_those_who_were_open_and_no_other_tenants()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 2500);
        await queue.FloodAsync(Mails.Globex, 1);
        while ((await queue.Work.ClaimAsync(Mails.Ask(1000, 1000))).Mails is { Count: > 0 } claimed)
        {
            await queue.Work.SettleAsync("w1", [.. claimed.Select(mail => Mails.Bury(mail) with { Open = ["jane@customer.test"] })]);
        }

        Assert.Equal(2500, await Admin(queue).RequeueAsync(Mails.Acme, null));

        Assert.Equal((0, 1), (await queue.CountAsync("email_dead", "tenant_id = 'acme'"), await queue.CountAsync("email_dead", "tenant_id = 'globex'")));
        Assert.Equal(2500, await queue.CountAsync("email_job"));
        Assert.Equal(0, await Admin(queue).RequeueAsync(Mails.Acme, null));
    }

    [Fact]
    public async Task Open_recipients_and_what_is_done_in_doubt_survive_death()
    {
        await using var queue = await CreateAsync();
        await queue.EnqueueAsync(Mails.New() with { OnUncertain = OnUncertain.Hold, Lane = QueueLane.Bulk });
        var claimed = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        await queue.Work.SettleAsync("w1", [Mails.Retry(claimed, TimeSpan.Zero) with { Open = ["jane@customer.test"] }]);
        await queue.Work.SettleAsync("w1", [Mails.Bury(Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails))]);

        await Admin(queue).RequeueAsync(Mails.Acme, null);

        var again = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        Assert.Equal(["jane@customer.test"], again.Open);
        Assert.Equal((OnUncertain.Hold, QueueLane.Bulk), (again.OnUncertain, again.Lane));
    }

    [Fact]
    public async Task Mail_is_cancelled_in_every_state_but_with_a_worker()
    {
        await using var queue = await CreateAsync();
        var mails = await FillAsync(queue);

        CancelOutcome[] expected =
        [
            CancelOutcome.Cancelled, CancelOutcome.Cancelled, CancelOutcome.Cancelled, CancelOutcome.TooLate, CancelOutcome.Cancelled, CancelOutcome.Settled, CancelOutcome.Settled,
        ];
        foreach (var id in mails) Assert.Equal(CancelOutcome.NotFound, await Admin(queue).CancelAsync(Mails.Globex, id));
        for (var i = 0; i < mails.Length; i++) Assert.Equal(expected[i], await Admin(queue).CancelAsync(Mails.Acme, mails[i]));

        Assert.Equal(CancelOutcome.NotFound, await Admin(queue).CancelAsync(Mails.Acme, Guid.CreateVersion7()));
        Assert.Equal(CancelOutcome.Settled, await Admin(queue).CancelAsync(Mails.Acme, mails[0]));
        Assert.Equal([AttemptOutcome.Deferred, AttemptOutcome.Cancelled], await queue.OutcomesAsync(mails[2]));
        Assert.Equal(QueuedMailState.Cancelled, (await Admin(queue).FindAsync(Mails.Acme, mails[0]))!.State);
        Assert.Equal(mails[3], Assert.Single(await queue.QueryAsync("SELECT id FROM email_job")) switch { [Guid id] => id, [byte[] octets] => new Guid(octets, bigEndian: true), [string text] => Guid.Parse(text), _ => default });
    }

    [Fact]
    public async Task Held_mail_that_had_arrived_is_sent()
    {
        await using var queue = await CreateAsync();
        var id = await HoldAsync(queue);

        Assert.False(await Admin(queue).SettleHeldAsync(Mails.Globex, id, delivered: true));
        Assert.True(await Admin(queue).SettleHeldAsync(Mails.Acme, id, delivered: true));
        Assert.False(await Admin(queue).SettleHeldAsync(Mails.Acme, id, delivered: true));

        Assert.Null(await queue.FindJobAsync(id));
        Assert.Equal([AttemptOutcome.Uncertain, AttemptOutcome.SettledAsDelivered], await queue.OutcomesAsync(id));
        Assert.Equal((1, 0, 0), await queue.TallyAsync(Mails.Acme));
        Assert.Equal(QueuedMailState.Sent, (await Admin(queue).FindAsync(Mails.Acme, id))!.State);
    }

    [Fact]
    public async Task Held_mail_that_had_not_arrived_is_sent_again_even_where_its_time_is_over()
    {
        await using var queue = await CreateAsync();
        var id = await HoldAsync(queue);
        await queue.AdvanceAsync(TimeSpan.FromHours(100));

        Assert.True(await Admin(queue).SettleHeldAsync(Mails.Acme, id, delivered: false));
        Assert.False(await Admin(queue).SettleHeldAsync(Mails.Acme, id, delivered: false));

        var again = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        Assert.Equal((id, MessageId(id)), (again.Lease.Id, again.MessageId));
        Assert.InRange(again.ExpiresIn, TimeSpan.FromHours(71), TimeSpan.FromHours(72));
        Assert.Equal([AttemptOutcome.Uncertain, AttemptOutcome.Requeued], await queue.OutcomesAsync(id));
    }

    [Fact]
    public async Task Nothing_of_a_paused_tenant_is_claimed_until_it_is_resumed()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 2);
        await queue.FloodAsync(Mails.Globex, 1);

        await Admin(queue).PauseAsync(Mails.Acme);
        await Admin(queue).PauseAsync(Mails.Acme);
        Assert.Equal(Mails.Globex, Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails).Lease.Tenant);
        await Admin(queue).ResumeAsync(Mails.Acme);

        Assert.Equal(2, (await queue.Work.ClaimAsync(Mails.Ask())).Mails.Count);
        Assert.Equal(0, await queue.CountAsync("email_tenant"));
    }

    [Fact]
    public async Task Weight_and_pause_do_not_know_of_each_other_and_a_row_that_says_nothing_goes()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 5);

        await Admin(queue).SetWeightAsync(Mails.Acme, 3);
        await Admin(queue).PauseAsync(Mails.Acme);
        await Admin(queue).ResumeAsync(Mails.Acme);
        Assert.Equal(3, (await queue.Work.ClaimAsync(Mails.Ask(quantum: 1))).Mails.Count);
        await Admin(queue).PauseAsync(Mails.Acme);
        await Admin(queue).SetWeightAsync(Mails.Acme, 1);
        Assert.Empty((await queue.Work.ClaimAsync(Mails.Ask(quantum: 1))).Mails);
        await Admin(queue).ResumeAsync(Mails.Acme);
        Assert.Equal(0, await queue.CountAsync("email_tenant"));

        await Admin(queue).SetWeightAsync(Mails.Acme, 2);
        await Admin(queue).SetWeightAsync(Mails.Acme, 1);
        Assert.Equal(0, await queue.CountAsync("email_tenant"));
        foreach (var weight in (int[])[0, 101]) await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Admin(queue).SetWeightAsync(Mails.Acme, weight));
    }

    private static async Task<Guid> HoldAsync(QueueUnderTest queue)
    {
        var id = Assert.Single(await queue.FloodAsync(Mails.Acme, 1));
        await queue.Work.SettleAsync("w1", [Mails.Hold(Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails))]);
        return id;
    }
}
