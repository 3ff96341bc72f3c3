using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IQueueUpkeepStore"/> removes, and what it leaves.</summary>
public abstract class QueueUpkeepConformance
{
    private static readonly byte[] Content = [1, 2, 3];

    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    /// <summary>Lets days pass for what is kept by days: bodies, contents, and what refers to them.</summary>
    protected abstract Task PassDaysAsync(QueueUnderTest queue, int days);

    [Fact]
    public async Task Room_is_made_as_often_as_one_likes_and_mail_goes_on_being_queued_and_handed_out()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 3);

        await Task.WhenAll(Upkeep(queue).PrepareAsync(2), queue.OpenHost().GetRequiredService<IQueueUpkeepStore>().PrepareAsync(2));
        await Upkeep(queue).PrepareAsync(3);
        await queue.FloodAsync(Mails.Acme, 2);

        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        Assert.Equal(5, claimed.Count);
        Assert.All(claimed, mail => Assert.NotNull(mail.Body));
        Assert.All(await queue.Work.SettleAsync("w1", [.. claimed.Select(Mails.Done)]), Assert.True);
        Assert.Equal(5, await queue.CountAsync("email_attempt"));
        Assert.Equal(0, await Upkeep(queue).PruneAsync(new QueueRetention()));
    }

    [Fact]
    public async Task History_dead_letters_keys_and_counts_go_when_they_are_older_than_they_are_kept()
    {
        await using var queue = await CreateAsync();
        await queue.EnqueueAsync(Mails.New(key: "k"));
        await queue.Work.SettleAsync("w1", [Mails.Bury(Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails))]);
        var retention = new QueueRetention { History = TimeSpan.FromDays(5), Dead = TimeSpan.FromDays(3), Keys = TimeSpan.FromDays(4) };
        foreach (var (days, gone) in ((int, string?)[])[(2, null), (3, "email_dead"), (4, "email_idempotency"), (6, "email_attempt"), (8, "email_tally")])
        {
            await queue.AdvanceAsync(TimeSpan.FromDays(days) + TimeSpan.FromHours(1));
            Assert.Equal(gone is null ? 0 : 1, await Upkeep(queue).PruneAsync(retention));
            if (gone is not null) Assert.Equal(0, await queue.CountAsync(gone));
            await queue.AdvanceAsync(-TimeSpan.FromDays(days) - TimeSpan.FromHours(1));
        }

        Assert.Equal(1, await queue.CountAsync("email_message"));
    }

    [Fact]
    public async Task Key_stays_for_as_long_as_its_mail_waits_or_is_dead_however_old_it_is()
    {
        await using var queue = await CreateAsync();
        var (done, dead, live) = (Mails.New(key: "done"), Mails.New(key: "dead"), Mails.New(key: "live"));
        await queue.EnqueueAsync(done, dead, live);
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails.ToDictionary(mail => mail.Lease.Id);
        await queue.Work.SettleAsync("w1", [Mails.Done(claimed[done.Id]), Mails.Bury(claimed[dead.Id]), Mails.Retry(claimed[live.Id], TimeSpan.FromDays(300))]);
        await queue.AdvanceAsync(TimeSpan.FromDays(8));

        await Upkeep(queue).PruneAsync(new QueueRetention());

        Assert.Equal(["dead", "live"], (await queue.QueryAsync("SELECT key FROM email_idempotency ORDER BY key")).Select(row => row[0]));
        Assert.Equal(new Enqueued(EnqueueOutcome.Known, live.Id), await queue.Intake.EnqueueAsync(live with { Id = Guid.CreateVersion7() }));
    }

    [Fact]
    public async Task Much_goes_in_one_call()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(Mails.Acme, 2600);
        await queue.FloodAsync(Mails.Globex, 2600);
        while ((await queue.Work.ClaimAsync(Mails.Ask(1000, 1000))).Mails is { Count: > 0 } claimed) await queue.Work.SettleAsync("w1", [.. claimed.Select(mail => Mails.Bury(mail))]);
        await queue.AdvanceAsync(TimeSpan.FromDays(31));

        await Upkeep(queue).PruneAsync(new QueueRetention());

        Assert.Equal((0, 0, 0), (await queue.CountAsync("email_dead"), await queue.CountAsync("email_attempt"), await queue.CountAsync("email_tally")));
    }

    [Fact]
    public async Task Bodies_go_when_their_day_is_past_and_neither_a_live_nor_a_dead_mail_refers_to_them()
    {
        await using var queue = await CreateAsync();
        var (done, dead, live) = (Mails.New(Mails.Globex), Mails.New(Mails.Globex), Mails.New());
        await queue.EnqueueAsync(done, dead, live);
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails.ToDictionary(mail => mail.Lease.Id);
        await queue.Work.SettleAsync("w1", [Mails.Done(claimed[done.Id]), Mails.Bury(claimed[dead.Id]), Mails.Retry(claimed[live.Id], TimeSpan.Zero)]);

        await PassDaysAsync(queue, 38);
        Assert.Equal(0, await Upkeep(queue).PruneAsync(new QueueRetention()));
        await PassDaysAsync(queue, 1);
        Assert.Equal(1, await Upkeep(queue).PruneAsync(new QueueRetention()));

        Assert.Equal(0, await queue.CountAsync("email_message", $"id = {queue.Literal(done.Id)}"));
        Assert.NotNull(Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails).Body);
        await queue.Services.GetRequiredService<IQueueAdminStore>().RequeueAsync(Mails.Globex, null);
        Assert.NotNull(Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails).Body);
    }

    [Fact]
    public async Task Contents_go_behind_every_body_that_may_refer_to_them_and_never_before()
    {
        await using var queue = await CreateAsync();
        await queue.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob(Content)] }, Mails.New());
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        var (acme, globex) = (claimed[0], claimed[1]);
        await queue.Work.SettleAsync("w1", [Mails.Done(acme)]);

        await PassDaysAsync(queue, 60);
        await Upkeep(queue).PruneAsync(new QueueRetention());
        Assert.Equal((1, 1), (await queue.CountAsync("email_blob"), await queue.CountAsync("email_message")));

        await queue.Work.SettleAsync("w1", [Mails.Done(globex)]);
        await Upkeep(queue).PruneAsync(new QueueRetention());
        Assert.Equal((0, 0), (await queue.CountAsync("email_blob"), await queue.CountAsync("email_message")));
    }

    private static IQueueUpkeepStore Upkeep(QueueUnderTest queue) => queue.Services.GetRequiredService<IQueueUpkeepStore>();
}
