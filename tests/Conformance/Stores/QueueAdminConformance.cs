using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IQueueAdminStore"/> shows of the queue, and what it changes by hand.</summary>
public abstract partial class QueueAdminConformance
{
    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task Empty_queue_has_no_counts()
    {
        await using var queue = await CreateAsync();

        Assert.Equal(new QueueStatus(), await Admin(queue).StatusAsync(null));
        Assert.Equal(new QueueStatus(), await Admin(queue).StatusAsync(Mails.Acme));
    }

    [Fact]
    public async Task Status_counts_each_state_of_a_tenant_and_of_all_together()
    {
        await using var queue = await CreateAsync();
        await FillAsync(queue);
        await queue.FloodAsync(Mails.Globex, 2);
        await Admin(queue).PauseAsync(Mails.Globex);

        var acme = await Admin(queue).StatusAsync(Mails.Acme);
        var all = await Admin(queue).StatusAsync(null);

        var counts = new QueueStatus { Ready = 2, Scheduled = 1, Sending = 1, Held = 1, Dead = 1, SentLastHour = 1, FailedLastHour = 1, OldestReady = acme.OldestReady };
        Assert.Equal(counts, acme);
        Assert.Equal(counts with { Ready = 4, Paused = true, OldestReady = all.OldestReady }, all);
        Assert.InRange(acme.OldestReady!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(new QueueStatus { Ready = 2, Paused = true, OldestReady = all.OldestReady }, (await Admin(queue).StatusAsync(Mails.Globex)) with { OldestReady = all.OldestReady });
        await queue.AdvanceAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(1, (await Admin(queue).StatusAsync(Mails.Acme)).SentLastHour);
        await queue.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0, 0), await HourAsync(Mails.Acme));
        Assert.Equal((0, 0, 0), await HourAsync(null));
        Assert.InRange((await Admin(queue).StatusAsync(null)).OldestReady!.Value, TimeSpan.FromMinutes(61), TimeSpan.FromMinutes(62));

        async Task<(long Sent, long Failed, long Scheduled)> HourAsync(TenantId? tenant)
        {
            var status = await Admin(queue).StatusAsync(tenant);
            return (status.SentLastHour, status.FailedLastHour, status.Scheduled);
        }
    }

    [Fact]
    public async Task Suspect_counts_as_ready()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 1);
        await queue.Work.ClaimAsync(Mails.Ask());
        await queue.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await queue.Work.RescueAsync(10));

        Assert.Equal((1, 0), await ReadyAsync(Mails.Acme));
        Assert.Equal((1, 0), await ReadyAsync(null));

        async Task<(long, long)> ReadyAsync(TenantId? tenant)
        {
            var status = await Admin(queue).StatusAsync(tenant);
            return (status.Ready, status.Sending);
        }
    }

    [Fact]
    public async Task Hours_leave_none_out_and_begin_on_the_hour_in_UTC()
    {
        await using var queue = await CreateAsync();
        await FillAsync(queue);
        await queue.AdvanceAsync(TimeSpan.FromHours(2));
        await FillAsync(queue);

        var now = await queue.NowAsync();
        foreach (var tenant in (TenantId?[])[Mails.Acme, null])
        {
            var hours = await Admin(queue).HoursAsync(tenant, 4);
            Assert.Equal(4, hours.Count);
            Assert.All(hours, hour => Assert.Equal((TimeSpan.Zero, 0), (hour.Hour.Offset, hour.Hour.UtcTicks % TimeSpan.TicksPerHour)));
            Assert.Equal([3, 2, 1, 0], hours.Select(hour => (int)Math.Floor((now - hour.Hour) / TimeSpan.FromHours(1))));
            Assert.Equal([new QueueHour(hours[1].Hour, 1, 1, 1), new QueueHour(hours[2].Hour, 0, 0, 0), new QueueHour(hours[3].Hour, 1, 1, 1)], hours.Skip(1));
        }

        Assert.All(await Admin(queue).HoursAsync(Mails.Globex, 168), hour => Assert.Equal(new QueueHour(hour.Hour, 0, 0, 0), hour));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Admin(queue).HoursAsync(null, 169));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Admin(queue).HoursAsync(null, 0));
    }

    [Fact]
    public async Task Mail_is_found_in_every_state_with_its_history()
    {
        await using var queue = await CreateAsync();
        var mails = await FillAsync(queue);

        Assert.Equal(
            [QueuedMailState.Ready, QueuedMailState.Ready, QueuedMailState.Scheduled, QueuedMailState.Sending, QueuedMailState.Held, QueuedMailState.Dead, QueuedMailState.Sent],
            await Task.WhenAll(mails.Select(async id => (await Admin(queue).FindAsync(Mails.Acme, id))!.State)));
        var retried = (await Admin(queue).FindAsync(Mails.Acme, mails[2]))!;
        Assert.Equal((1, QueueLane.Transactional), (retried.Attempts, retried.Lane));
        Assert.InRange(retried.DueAt!.Value - await queue.NowAsync(), TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        Assert.InRange(retried.ExpiresAt!.Value - retried.QueuedAt, TimeSpan.FromHours(71), TimeSpan.FromHours(73));
        var tried = Assert.Single(retried.History);
        Assert.Equal((AttemptOutcome.Deferred, 1, "w1", "platform", "smtp", FailureKind.MessageRejected), (tried.Outcome, tried.Fence, tried.Worker, tried.Account, tried.Provider, tried.Kind));
        Assert.Equal((554, "said so", TimeSpan.FromMilliseconds(20)), (tried.Code, tried.Text, tried.Duration));
        Assert.InRange(tried.At, retried.QueuedAt, await queue.NowAsync());
        var (sent, dead) = ((await Admin(queue).FindAsync(Mails.Acme, mails[6]))!, (await Admin(queue).FindAsync(Mails.Acme, mails[5]))!);
        Assert.Equal((1, null, null), (sent.Attempts, sent.DueAt, sent.ExpiresAt));
        Assert.Equal((1, null), (dead.Attempts, dead.DueAt));
        Assert.Null(await Admin(queue).FindAsync(Mails.Globex, mails[0]));
        Assert.Null(await Admin(queue).FindAsync(Mails.Acme, Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Held_mail_is_found_by_its_message_id_and_no_other_is()
    {
        await using var queue = await CreateAsync();
        var mails = await FillAsync(queue);

        string[] all = [.. mails.Select(MessageId), "nobody's@acme.test"];

        Assert.Equal((MessageId(mails[4]), mails[4]), Assert.Single((await Admin(queue).FindHeldAsync(Mails.Acme, all)).Select(held => (held.Key, held.Value))));
        Assert.Empty(await Admin(queue).FindHeldAsync(Mails.Globex, all));
        Assert.Empty(await Admin(queue).FindHeldAsync(Mails.Acme, [.. all.Where(id => id != MessageId(mails[4]))]));
        Assert.Empty(await Admin(queue).FindHeldAsync(Mails.Acme, []));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Admin(queue).FindHeldAsync(Mails.Acme, [.. Enumerable.Repeat("m", 1001)]));
    }

    [Fact]
    public async Task Dead_letters_are_listed_the_latest_first_in_pages()
    {
        await using var queue = await CreateAsync();
        var ids = await queue.FloodAsync(Mails.Acme, 5);
        await queue.FloodAsync(Mails.Globex, 1);
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        await queue.Work.SettleAsync("w1", [.. claimed.Where(mail => mail.Lease.Id == ids[0] || mail.Lease.Id == ids[1]).Select(mail => Mails.Bury(mail))]);
        await queue.AdvanceAsync(TimeSpan.FromSeconds(10));
        await queue.Work.SettleAsync("w1", [.. claimed.Where(mail => mail.Lease.Id != ids[0] && mail.Lease.Id != ids[1]).Select(mail => Mails.Bury(mail, DeadReason.Expired))]);

        var listed = new List<DeadLetter>();
        for (DeadLetterCursor? before = null; await Admin(queue).ListDeadAsync(Mails.Acme, before, 2) is { Count: > 0 } page; before = page[^1].Cursor)
        {
            Assert.InRange(page.Count, 1, 2);
            listed.AddRange(page);
        }

        Assert.Equal(ids.Order(), listed.Select(dead => dead.Id).Order());
        Assert.Equal(listed.OrderByDescending(dead => dead.DiedAt).Select(dead => dead.Id), listed.Select(dead => dead.Id));
        Assert.Equal(ids[..2].Order(), listed.Skip(3).Select(dead => dead.Id).Order());
        var last = listed[^1];
        Assert.Equal((DeadReason.Rejected, 1, FailureKind.MessageRejected, 554, "said so", MessageId(last.Id)), (last.Reason, last.Attempts, last.Kind, last.Code, last.Text, last.MessageId));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Admin(queue).ListDeadAsync(Mails.Acme, null, 1001));
    }

    private static IQueueAdminStore Admin(QueueUnderTest queue) => queue.Services.GetRequiredService<IQueueAdminStore>();

    private static string MessageId(Guid id) => $"{id:n}@mail.acme.test";

    // Ready twice, scheduled, with a worker, held, dead, sent: in this order.
    private static async Task<Guid[]> FillAsync(QueueUnderTest queue)
    {
        var tried = await queue.FloodAsync(Mails.Acme, 5);
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails.ToDictionary(mail => mail.Lease.Id);
        Settlement[] settled = [Mails.Retry(claimed[tried[0]], TimeSpan.FromMinutes(30)), Mails.Hold(claimed[tried[2]]), Mails.Bury(claimed[tried[3]]), Mails.Done(claimed[tried[4]])];
        Assert.All(await queue.Work.SettleAsync("w1", settled), Assert.True);
        return [.. await queue.FloodAsync(Mails.Acme, 2), .. tried];
    }
}
