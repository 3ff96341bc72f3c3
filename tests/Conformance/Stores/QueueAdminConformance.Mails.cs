using System.Globalization;
using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <content>Held mails, and mails to a recipient.</content>
public abstract partial class QueueAdminConformance
{
    private const string Jane = "jane@customer.test";

    private int _made;

    [Fact]
    public async Task Held_mail_is_listed_the_first_that_was_queued_first_in_pages()
    {
        await using var queue = await CreateAsync();
        await FillAsync(queue);
        Guid[] ids = [.. (await queue.FloodAsync(Mails.Acme, 5)).Order()];
        await queue.FloodAsync(Mails.Globex, 2);
        foreach (var mail in (await queue.Work.ClaimAsync(Mails.Ask())).Mails) await queue.Work.SettleAsync("w1", [Mails.Hold(mail)]);

        var listed = await HeldAsync(Mails.Acme);

        Assert.Equal([.. listed.Select(mail => mail.Id).Order()], listed.Select(mail => mail.Id));
        Assert.Equal(ids, listed.Select(mail => mail.Id).Intersect(ids));
        // The five, one that was held before and two that were ready.
        Assert.Equal((8, 2), (listed.Count, (await HeldAsync(Mails.Globex)).Count));
        Assert.All(listed, mail => Assert.Equal((QueuedMailState.Held, MessageId(mail.Id), AttemptOutcome.Uncertain), (mail.State, mail.MessageId, mail.History[^1].Outcome)));
        Assert.True(await Admin(queue).SettleHeldAsync(Mails.Acme, ids[1], delivered: true));
        Assert.True(await Admin(queue).SettleHeldAsync(Mails.Acme, ids[2], delivered: false));
        Assert.Equal([ids[0], ids[3], ids[4]], (await HeldAsync(Mails.Acme)).Select(mail => mail.Id).Intersect(ids));
        foreach (var wrong in (int[])[0, 1001]) await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Admin(queue).ListHeldAsync(Mails.Acme, null, wrong));

        async Task<List<QueuedMail>> HeldAsync(TenantId tenant)
        {
            var held = new List<QueuedMail>();
            for (Guid? after = null; await Admin(queue).ListHeldAsync(tenant, after, 3) is { Count: > 0 } page; after = page[^1].Id)
            {
                Assert.InRange(page.Count, 1, 3);
                held.AddRange(page);
            }

            return held;
        }
    }

    [Fact]
    public async Task Mail_to_a_recipient_is_found_in_every_state_the_latest_first()
    {
        await using var queue = await CreateAsync();
        var ids = await queue.EnqueueAsync([.. Enumerable.Range(0, 5).Select(_ => To(Mails.Acme, "other@customer.test", Jane))]);
        await queue.EnqueueAsync(To(Mails.Acme, "other@customer.test"), To(Mails.Globex, Jane), To(Mails.Acme, "jane@customer.tes"));
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails.ToDictionary(mail => mail.Lease.Id);
        await queue.Work.SettleAsync("w1", [Mails.Done(claimed[ids[0]]), Mails.Bury(claimed[ids[1]]), Mails.Hold(claimed[ids[2]]), Mails.Retry(claimed[ids[3]], TimeSpan.FromMinutes(5))]);
        var cancelled = await queue.EnqueueAsync(To(Mails.Acme, Jane));
        await Admin(queue).CancelAsync(Mails.Acme, cancelled[0]);

        var found = await SearchAsync(queue, Mails.Acme, Jane, 100);

        Assert.Equal(
            [
                (cancelled[0], QueuedMailState.Cancelled), (ids[4], QueuedMailState.Sending), (ids[3], QueuedMailState.Scheduled), (ids[2], QueuedMailState.Held), (ids[1], QueuedMailState.Dead),
                (ids[0], QueuedMailState.Sent),
            ],
            found.Select(mail => (mail.Id, mail.State)));
        Assert.Equal((MessageId(ids[0]), AttemptOutcome.Sent), (found[^1].MessageId, Assert.Single(found[^1].History).Outcome));
        foreach (var most in (int[])[1, 2, 4, 6]) Assert.Equal(found.Select(mail => mail.Id), (await SearchAsync(queue, Mails.Acme, Jane, most)).Select(mail => mail.Id));
        Assert.Single(await SearchAsync(queue, Mails.Globex, Jane, 10));
        Assert.Empty(await SearchAsync(queue, Mails.Acme, "nobody@customer.test", 10));
        foreach (var wrong in (int[])[0, 1001]) await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Admin(queue).FindByRecipientAsync(Mails.Acme, Jane, null, wrong));
    }

    [Fact]
    public async Task Mail_without_marks_is_found_by_its_body_under_a_key_and_without_one()
    {
        await using var queue = await CreateAsync();
        var crowd = string.Join(',', Enumerable.Range(0, 99).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"address":"r{{i}}@customer.test"}""")));
        var body = $$$"""{"message":{"to":[{{{crowd}}}],"cc":[{"address":"Jane@Customer.test"}],"subject":"s","text":"t"}}""";
        NewMail Unmarked(string text, string? key = null) => To(Mails.Acme) with { RecipientMarks = null, Body = Encoding.UTF8.GetBytes(text), IdempotencyKey = key };
        var ids = await queue.EnqueueAsync(Unmarked(body), Unmarked(body.Replace("Jane", "June", StringComparison.Ordinal)), Unmarked(body, key: "k1"), Unmarked("no mail at all"));
        var keyed = await queue.EnqueueAsync(To(Mails.Acme, Jane) with { IdempotencyKey = "k2" });

        Assert.Equal([keyed[0], ids[2], ids[0]], (await SearchAsync(queue, Mails.Acme, Jane, 100)).Select(mail => mail.Id));
        Assert.Equal([keyed[0], ids[2], ids[0]], (await SearchAsync(queue, Mails.Acme, Jane, 1)).Select(mail => mail.Id));
    }

    [Fact]
    public async Task Bodies_of_mails_without_marks_are_read_within_a_bound()
    {
        await using var queue = await CreateAsync();
        var body = Encoding.UTF8.GetBytes($$$"""{"message":{"to":[{"address":"{{{Jane}}}"}],"subject":"s","text":"{{{new string('t', 6 * 1024 * 1024)}}}"}}""");
        var ids = await queue.EnqueueAsync([.. Enumerable.Range(0, 4).Select(_ => To(Mails.Acme) with { RecipientMarks = null, Body = body })]);

        var step = await Admin(queue).FindByRecipientAsync(Mails.Acme, Jane, null, 10);

        // Two are 12 MiB, three would be more than the 16 that a step reads.
        Assert.Equal([ids[3], ids[2]], step.Mails.Select(mail => mail.Id));
        Assert.Equal(ids[2], step.Next);
        Assert.Equal(ids.Reverse(), (await SearchAsync(queue, Mails.Acme, Jane, 10)).Select(mail => mail.Id));
    }

    [Fact]
    public async Task A_list_has_the_last_try_alone_without_its_recipients_and_the_tries_that_count()
    {
        await using var queue = await CreateAsync();
        var id = (await queue.EnqueueAsync(To(Mails.Acme, Jane)))[0];
        foreach (var round in (int[])[1, 2, 3])
        {
            var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails[0];
            var attempt = Mails.Try(round == 3 ? AttemptOutcome.Sent : AttemptOutcome.Deferred) with { Recipients = [new EmailRecipientResult(Jane, RecipientOutcome.Deferred, null)] };
            Settlement settlement = round == 3 ? Mails.Done(claimed) : Mails.Retry(claimed, TimeSpan.FromSeconds(1));
            await queue.Work.SettleAsync("w1", [settlement with { Attempt = attempt }]);
            await queue.AdvanceAsync(TimeSpan.FromSeconds(2));
        }

        var listed = Assert.Single(await SearchAsync(queue, Mails.Acme, Jane, 10));

        Assert.Equal((id, QueuedMailState.Sent, 3), (listed.Id, listed.State, listed.Attempts));
        Assert.Equal((AttemptOutcome.Sent, 0), (Assert.Single(listed.History).Outcome, listed.History[0].Recipients.Count));
        var whole = (await Admin(queue).FindAsync(Mails.Acme, id))!;
        Assert.Equal((3, 3, Jane), (whole.Attempts, whole.History.Count, whole.History[2].Recipients[0].Address));
    }

    [Fact]
    public async Task A_search_looks_at_so_many_mails_and_says_where_it_goes_on()
    {
        await using var queue = await CreateAsync();
        var first = (await queue.EnqueueAsync(To(Mails.Acme, Jane)))[0];
        var other = To(Mails.Acme, "other@customer.test").RecipientMarks;
        var all = new List<Guid>();
        for (var i = 0; i < 21; i++)
        {
            var mails = Enumerable.Range(0, 1000).Select(_ => Mails.New() with { RecipientMarks = other }).ToArray();
            Assert.Equal(EnqueueOutcome.Queued, await queue.Intake.EnqueueManyAsync(mails));
            all.AddRange(mails.Select(mail => mail.Id));
        }

        var step = await Admin(queue).FindByRecipientAsync(Mails.Acme, Jane, null, 10);
        Assert.Empty(step.Mails);
        Assert.Equal(all.Order().ElementAt(1000), step.Next);
        var last = await Admin(queue).FindByRecipientAsync(Mails.Acme, Jane, step.Next, 10);
        Assert.Equal((first, null), (Assert.Single(last.Mails).Id, last.Next));
    }

    // Ids of one millisecond are in no order: each is of a later one.
    private NewMail To(TenantId tenant, params string[] recipients)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddMilliseconds(_made++));
        return Mails.New(tenant) with { Id = id, MessageId = MessageId(id), RecipientMarks = recipients.SelectMany(recipient => RecipientMarks.Of(tenant, recipient)).ToArray() };
    }

    private static async Task<IReadOnlyList<QueuedMail>> SearchAsync(QueueUnderTest queue, TenantId tenant, string recipient, int most)
    {
        var found = new List<QueuedMail>();
        Guid? before = null;
        do
        {
            var step = await Admin(queue).FindByRecipientAsync(tenant, recipient, before, most);
            Assert.InRange(step.Mails.Count, 0, most);
            found.AddRange(step.Mails);
            before = step.Next;
        }
        while (before is not null);
        return found;
    }
}
