using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IQueueWorkStore"/> makes of what workers say, and of workers that say nothing any more.</summary>
public abstract class QueueWorkConformance
{
    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task Mail_that_is_done_is_gone_with_its_history_and_its_count()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);

        Assert.Equal([true], await queue.Work.SettleAsync("w1", [Mails.Done(mail)]));

        Assert.Null(await queue.FindJobAsync(id));
        Assert.Equal([AttemptOutcome.Sent], await queue.OutcomesAsync(id));
        Assert.Equal((1, 0, 0), await queue.TallyAsync(Mails.Acme));
        Assert.Equal(1, await queue.CountAsync("email_message"));
        Assert.Empty((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
    }

    [Fact]
    public async Task What_a_try_came_to_is_kept_whole()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);
        var attempt = new MailAttempt
        {
            Outcome = AttemptOutcome.PartlySent,
            Account = "row:7",
            Provider = "smtp",
            Kind = FailureKind.RecipientRejected,
            Phase = SendPhase.Rcpt,
            Code = 550,
            EnhancedCode = "5.1.1",
            Text = "no \0 such \"user\"",
            ProviderMessageId = "p-1",
            Recipients = [new EmailRecipientResult("a@b.test", RecipientOutcome.Rejected, new ServerResponse(550, "5.1.1", "no such user")), new EmailRecipientResult("c@b.test", RecipientOutcome.Accepted, null)],
            Duration = TimeSpan.FromMilliseconds(1234),
        };

        await queue.Work.SettleAsync("worker 1", [Mails.Retry(mail, TimeSpan.Zero) with { Attempt = attempt }]);

        var row = Assert.Single(await queue.QueryAsync(
            "SELECT tenant_id, fence, worker, outcome, account, provider, kind, phase, code, enhanced_code, detail, provider_message_id, duration_ms, CAST(recipients AS text) FROM email_attempt"));
        Assert.Equal(
            ["acme", 1L, "worker 1", (long)AttemptOutcome.PartlySent, "row:7", "smtp", (long)FailureKind.RecipientRejected, (long)SendPhase.Rcpt, 550L, "5.1.1", "no � such \"user\"", "p-1", 1234L],
            row[..13]);
        Assert.Equal(attempt.Recipients, AttemptRecipients.Read((string)row[13]!));
        Assert.Equal(id, mail.Lease.Id);
    }

    [Fact]
    public async Task Retry_counts_an_attempt_and_keeps_who_is_open_and_where_it_goes()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);

        await queue.Work.SettleAsync("w1", [Mails.Retry(mail, TimeSpan.FromMinutes(5)) with { Open = ["a@b.test", "\"q\\,{}\"@b.test", "ü@b.test"], Pinned = "row:7" }]);

        Assert.Equal(new StoredJob(0, 1, 0, 1, 0), await queue.FindJobAsync(id));
        Assert.Equal((0, 0, 1), await queue.TallyAsync(Mails.Acme));
        var early = await queue.Work.ClaimAsync(Mails.Ask());
        Assert.Empty(early.Mails);
        Assert.InRange(early.NextDue!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        await queue.AdvanceAsync(TimeSpan.FromMinutes(5));
        var again = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        Assert.Equal(["a@b.test", "\"q\\,{}\"@b.test", "ü@b.test"], again.Open!);
        Assert.Equal((2, 1, "row:7"), (again.Lease.Fence, again.Attempt, again.Pinned));

        await queue.Work.SettleAsync("w1", [Mails.Retry(again, TimeSpan.Zero)]);
        var third = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        Assert.Equal((3, 2, "row:7", 3), (third.Lease.Fence, third.Attempt, third.Pinned, third.Open!.Count));
    }

    [Fact]
    public async Task Release_counts_nothing_keeps_no_history_and_gives_the_mail_its_place_back()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);
        await queue.EnqueueAsync(Mails.New());

        Assert.Equal([true], await queue.Work.SettleAsync("w1", [Mails.Release(mail)]));

        Assert.Equal(new StoredJob(0, 0, 0, 1, 0), await queue.FindJobAsync(id));
        Assert.Empty(await queue.OutcomesAsync(id));
        Assert.Equal((0, 0, 0), await queue.TallyAsync(Mails.Acme));
        Assert.Equal(id, (await queue.Work.ClaimAsync(Mails.Ask(most: 1))).Mails[0].Lease.Id);
    }

    [Fact]
    public async Task Release_for_later_waits()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);

        await queue.Work.SettleAsync("w1", [Mails.Release(mail, TimeSpan.FromMinutes(5))]);

        Assert.Empty((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        await queue.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(id, Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails).Lease.Id);
    }

    [Fact]
    public async Task Held_mail_is_handed_out_no_more()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);

        await queue.Work.SettleAsync("w1", [Mails.Hold(mail) with { Open = ["a@b.test"] }]);
        await queue.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(2, (await queue.FindJobAsync(id))!.State);
        Assert.Equal([AttemptOutcome.Uncertain], await queue.OutcomesAsync(id));
        Assert.Empty((await queue.Work.ClaimAsync(Mails.Ask() with { Suspects = true })).Mails);
        Assert.Equal(0, await queue.Work.RescueAsync(10));
    }

    [Fact]
    public async Task Buried_mail_is_a_dead_letter_with_its_reason_and_the_last_words()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);

        await queue.Work.SettleAsync("w1", [Mails.Bury(mail, DeadReason.Rejected)]);

        Assert.Null(await queue.FindJobAsync(id));
        Assert.Equal(DeadReason.Rejected, await queue.FindDeadAsync(id));
        Assert.Equal([AttemptOutcome.Rejected], await queue.OutcomesAsync(id));
        Assert.Equal((0, 1, 0), await queue.TallyAsync(Mails.Acme));
        var row = Assert.Single(await queue.QueryAsync("SELECT tenant_id, attempt, fence, kind, code, detail FROM email_dead"));
        Assert.Equal(["acme", 1L, 1L, (long)FailureKind.MessageRejected, 554L, "said so"], row);
    }

    [Fact]
    public async Task Who_settles_under_an_older_fence_writes_nothing_and_the_others_of_the_call_do()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 2);
        var mails = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        await queue.Work.SettleAsync("w1", [Mails.Release(mails[0])]);
        var later = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask(worker: "w2"))).Mails);
        Assert.Equal((mails[0].Lease.Id, 2), (later.Lease.Id, later.Lease.Fence));

        Assert.Equal([false, true], await queue.Work.SettleAsync("w1", [Mails.Bury(mails[0]), Mails.Done(mails[1])]));

        Assert.Equal(new StoredJob(1, 0, 0, 2, 0), await queue.FindJobAsync(later.Lease.Id));
        Assert.Empty(await queue.OutcomesAsync(later.Lease.Id));
        Assert.Null(await queue.FindDeadAsync(later.Lease.Id));
        Assert.Equal((1, 0, 0), await queue.TallyAsync(Mails.Acme));
        Assert.Equal([true], await queue.Work.SettleAsync("w2", [Mails.Done(later)]));
        Assert.Equal([false], await queue.Work.SettleAsync("w2", [Mails.Done(later)]));
        Assert.Equal((2, 0, 0), await queue.TallyAsync(Mails.Acme));
    }

    [Fact]
    public async Task Who_says_the_fence_of_a_mail_that_nobody_holds_or_of_another_tenant_writes_nothing()
    {
        await using var queue = await CreateAsync();
        var (mail, id) = await ClaimOneAsync(queue);
        var foreign = mail with { Lease = mail.Lease with { Tenant = Mails.Globex } };
        Assert.Equal([false], await queue.Work.SettleAsync("w1", [Mails.Done(foreign)]));
        await queue.Work.SettleAsync("w1", [Mails.Release(mail)]);

        Assert.Equal([false], await queue.Work.SettleAsync("w1", [Mails.Done(mail)]));
        Assert.Equal([false], await queue.Work.RenewAsync([mail.Lease], TimeSpan.FromMinutes(1)));
        Assert.False(await queue.Work.MarkSendingAsync(mail.Lease));

        Assert.Equal(new StoredJob(0, 0, 0, 1, 0), await queue.FindJobAsync(id));
        Assert.Equal(0, await queue.CountAsync("email_attempt"));
    }

    [Fact]
    public async Task Nothing_to_settle_or_renew_is_nothing()
    {
        await using var queue = await CreateAsync();

        Assert.Empty(await queue.Work.SettleAsync("w1", []));
        Assert.Empty(await queue.Work.RenewAsync([], TimeSpan.FromMinutes(1)));
        Assert.Equal(0, await queue.Work.RescueAsync(10));
    }

    [Fact]
    public async Task Mail_whose_message_is_gone_is_handed_out_without_one()
    {
        await using var queue = await CreateAsync();
        var ids = await queue.FloodAsync(Mails.Acme, 2);
        await queue.RemoveBodyAsync(ids[0]);

        var mails = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;

        Assert.Equal(ids.Order(), mails.Select(mail => mail.Lease.Id).Order());
        Assert.Null(mails.Single(mail => mail.Lease.Id == ids[0]).Body);
        Assert.Equal("hello", Encoding.UTF8.GetString(mails.Single(mail => mail.Lease.Id == ids[1]).Body!.Value.Span));
    }

    [Fact]
    public async Task Mail_of_which_trying_has_ended_is_handed_out_to_be_buried()
    {
        await using var queue = await CreateAsync();
        await queue.EnqueueAsync(Mails.New());
        await queue.AdvanceAsync(TimeSpan.FromHours(73));

        var mail = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);

        Assert.InRange(mail.ExpiresIn, TimeSpan.FromHours(-2), TimeSpan.Zero);
        Assert.InRange(mail.Waited, TimeSpan.FromHours(73), TimeSpan.FromHours(74));
        await queue.Work.SettleAsync("w1", [Mails.Bury(mail, DeadReason.Expired) with { Attempt = new MailAttempt { Outcome = AttemptOutcome.Expired } }]);
        Assert.Equal(0L, Assert.Single(await queue.QueryAsync("SELECT attempt FROM email_dead"))[0]);
    }

    [Fact]
    public async Task Other_host_settles_what_this_one_claimed()
    {
        await using var queue = await CreateAsync();
        var (mail, _) = await ClaimOneAsync(queue);

        Assert.Equal([true], await queue.OpenHost().GetRequiredService<IQueueWorkStore>().SettleAsync("w1", [Mails.Done(mail)]));
    }

    private static async Task<(ClaimedMail Mail, Guid Id)> ClaimOneAsync(QueueUnderTest queue)
    {
        var id = (await queue.EnqueueAsync(Mails.New()))[0];
        return (Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails), id);
    }
}
