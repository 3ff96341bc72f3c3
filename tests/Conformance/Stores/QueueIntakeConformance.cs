using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IQueueIntakeStore"/> takes, refuses and knows already.</summary>
public abstract class QueueIntakeConformance
{
    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task What_is_queued_is_handed_out_as_it_was_given()
    {
        await using var queue = await CreateAsync();
        var mail = Mails.New(body: "Grüße 🎉") with { Lane = QueueLane.Bulk, OnUncertain = OnUncertain.Hold };

        Assert.Equal(new Enqueued(EnqueueOutcome.Queued, mail.Id), await queue.Intake.EnqueueAsync(mail));

        var claimed = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        Assert.Equal((Mails.Acme, mail.Id, 1), (claimed.Lease.Tenant, claimed.Lease.Id, claimed.Lease.Fence));
        Assert.Equal((mail.MessageId, QueueLane.Bulk, OnUncertain.Hold, 0, 0), (claimed.MessageId, claimed.Lane, claimed.OnUncertain, claimed.Attempt, claimed.Crashes));
        Assert.Equal(mail.Body.ToArray(), claimed.Body!.Value.ToArray());
        Assert.Null(claimed.Open);
        Assert.Null(claimed.Pinned);
    }

    [Fact]
    public async Task Without_times_a_mail_is_due_at_once_and_tried_for_72_hours()
    {
        await using var queue = await CreateAsync();
        var before = await queue.NowAsync();
        await queue.EnqueueAsync(Mails.New());

        var claimed = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);

        Assert.InRange(claimed.ExpiresIn, TimeSpan.FromHours(72) - TimeSpan.FromMinutes(1), TimeSpan.FromHours(72));
        Assert.InRange(claimed.Waited, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(0, claimed.Date.Ticks % TimeSpan.TicksPerSecond);
        Assert.InRange(claimed.Date, before - TimeSpan.FromSeconds(1), before + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Mail_that_is_to_be_sent_later_waits_bears_that_date_and_expires_72_hours_behind_it()
    {
        await using var queue = await CreateAsync();
        var sendAt = await queue.NowAsync() + TimeSpan.FromHours(5);
        await queue.EnqueueAsync(Mails.New() with { SendAt = sendAt });

        var early = await queue.Work.ClaimAsync(Mails.Ask());
        Assert.Empty(early.Mails);
        Assert.InRange(early.NextDue!.Value, TimeSpan.FromHours(5) - TimeSpan.FromMinutes(1), TimeSpan.FromHours(5));
        await queue.AdvanceAsync(TimeSpan.FromHours(5));

        var claimed = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        Assert.InRange(claimed.ExpiresIn, TimeSpan.FromHours(72) - TimeSpan.FromMinutes(1), TimeSpan.FromHours(72));
        Assert.Equal(0, await queue.CountAsync("email_wake"));
    }

    [Theory]
    [InlineData(-61, null, EnqueueOutcome.SendAtPast)]
    [InlineData(-50, null, EnqueueOutcome.Queued)]
    [InlineData(366 * 86400 + 60, null, EnqueueOutcome.SendAtFar)]
    [InlineData(366 * 86400 - 60, null, EnqueueOutcome.Queued)]
    [InlineData(null, -1, EnqueueOutcome.Expired)]
    [InlineData(3600, 3600, EnqueueOutcome.Expired)]
    [InlineData(3600, 3660, EnqueueOutcome.Queued)]
    [InlineData(-30, -20, EnqueueOutcome.Expired)]
    [InlineData(null, 30 * 86400 + 60, EnqueueOutcome.ExpiresFar)]
    [InlineData(null, 30 * 86400 - 60, EnqueueOutcome.Queued)]
    [InlineData(3600, 3600 + 30 * 86400 + 60, EnqueueOutcome.ExpiresFar)]
    [InlineData(3600, 3600 + 30 * 86400 - 60, EnqueueOutcome.Queued)]
    public async Task Times_are_judged_by_the_clock_of_the_database_for_one_and_for_many(int? sendAt, int? expiresAt, EnqueueOutcome expected)
    {
        await using var queue = await CreateAsync();
        var now = await queue.NowAsync();
        DateTimeOffset? At(int? seconds) => seconds is { } value ? now.AddSeconds(value) : null;
        var mail = Mails.New() with { SendAt = At(sendAt), ExpiresAt = At(expiresAt) };

        Assert.Equal(expected, (await queue.Intake.EnqueueAsync(mail)).Outcome);
        Assert.Equal(expected, (await queue.Intake.EnqueueAsync(mail with { Id = Guid.CreateVersion7(), IdempotencyKey = "k" })).Outcome);
        Assert.Equal(expected, await queue.Intake.EnqueueManyAsync([mail with { Id = Guid.CreateVersion7() }, mail with { Id = Guid.CreateVersion7() }]));

        var stored = expected == EnqueueOutcome.Queued ? 4 : 0;
        Assert.Equal((stored, stored), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message")));
        Assert.Equal(stored / 4, await queue.CountAsync("email_idempotency"));
    }

    [Fact]
    public async Task Times_at_the_end_of_the_calendar_are_refused_as_far()
    {
        await using var queue = await CreateAsync();
        var (last, blob) = (DateTimeOffset.MaxValue, Mails.Blob([1, 2, 3]));

        foreach (var mail in (NewMail[])[Mails.New(), Mails.New(key: "k"), Mails.New() with { Blobs = [blob] }])
        {
            Assert.Equal(EnqueueOutcome.ExpiresFar, (await queue.Intake.EnqueueAsync(mail with { ExpiresAt = last })).Outcome);
            Assert.Equal(EnqueueOutcome.SendAtFar, (await queue.Intake.EnqueueAsync(mail with { SendAt = last })).Outcome);
            Assert.Equal(EnqueueOutcome.ExpiresFar, await queue.Intake.EnqueueManyAsync([mail with { IdempotencyKey = null, ExpiresAt = last }]));
            Assert.Equal(EnqueueOutcome.SendAtFar, await queue.Intake.EnqueueManyAsync([mail with { IdempotencyKey = null, SendAt = last }]));
        }

        foreach (var table in (string[])["email_job", "email_message", "email_idempotency", "email_blob"]) Assert.Equal(0, await queue.CountAsync(table));
    }

    [Fact]
    public async Task Mail_that_breaks_a_rule_of_the_tables_is_refused_and_not_stored()
    {
        await using var queue = await CreateAsync();
        var longer = new string('m', 251);

        foreach (var call in (Func<Task>[])[
            () => queue.Intake.EnqueueAsync(Mails.New() with { MessageId = longer }),
            () => queue.Intake.EnqueueAsync(Mails.New(key: "k") with { MessageId = longer }),
            () => queue.Intake.EnqueueManyAsync([Mails.New(), Mails.New() with { MessageId = longer }])])
            Assert.Equal(StoreFailure.Refused, (await Assert.ThrowsAsync<StoreException>(call)).Failure);

        foreach (var table in (string[])["email_job", "email_message", "email_idempotency"]) Assert.Equal(0, await queue.CountAsync(table));
    }

    [Fact]
    public async Task Of_many_that_are_queued_at_the_same_time_each_is_judged_by_itself()
    {
        await using var queue = await CreateAsync();
        var now = await queue.NowAsync();
        NewMail[] good = [.. Enumerable.Range(0, 40).Select(number => Mails.New(number % 2 == 0 ? Mails.Acme : Mails.Globex, body: $"mail {number}"))];
        NewMail[] late = [.. Enumerable.Range(0, 5).Select(_ => Mails.New() with { ExpiresAt = now - TimeSpan.FromHours(1) })];
        NewMail[] broken = [.. Enumerable.Range(0, 3).Select(_ => Mails.New() with { MessageId = new string('m', 251) })];

        var queued = await Task.WhenAll(good.Concat(late).Concat(broken).OrderBy(mail => mail.Id.GetHashCode()).Select(async mail =>
        {
            try
            {
                return (mail.Id, Outcome: (object)(await queue.Intake.EnqueueAsync(mail)).Outcome);
            }
            catch (StoreException refused)
            {
                return (mail.Id, Outcome: refused.Failure);
            }
        }));

        var outcomes = queued.ToDictionary(each => each.Id, each => each.Outcome);
        Assert.All(good, mail => Assert.Equal(EnqueueOutcome.Queued, outcomes[mail.Id]));
        Assert.All(late, mail => Assert.Equal(EnqueueOutcome.Expired, outcomes[mail.Id]));
        Assert.All(broken, mail => Assert.Equal(StoreFailure.Refused, outcomes[mail.Id]));
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask() with { Most = 100, Quantum = 100 })).Mails;
        Assert.Equal(
            good.Select(mail => (mail.Tenant, mail.Id, Convert.ToHexString(mail.Body.Span))).ToHashSet(),
            claimed.Select(mail => (mail.Lease.Tenant, mail.Lease.Id, Convert.ToHexString(mail.Body!.Value.Span))).ToHashSet());
        Assert.Equal((40, 40), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message")));
    }

    [Fact]
    public async Task Key_and_name_that_no_database_holds_are_made_to_fit()
    {
        await using var queue = await CreateAsync();
        foreach (var text in (string[])["a\0b", "c\ud800d"])
        {
            var first = Mails.New(key: text) with { MessageId = text };

            Assert.Equal(EnqueueOutcome.Queued, (await queue.Intake.EnqueueAsync(first)).Outcome);
            Assert.Equal(new Enqueued(EnqueueOutcome.Known, first.Id), await queue.Intake.EnqueueAsync(Mails.New(key: text)));
            Assert.Equal(EnqueueOutcome.Queued, await queue.Intake.EnqueueManyAsync([Mails.New() with { MessageId = text }]));
        }

        Assert.Equal(["a\ufffdb", "a\ufffdb", "c\ufffdd", "c\ufffdd"], (await queue.Work.ClaimAsync(Mails.Ask())).Mails.Select(mail => mail.MessageId).Order());
    }

    [Fact]
    public async Task Same_mail_under_the_same_key_is_known_and_another_one_refused()
    {
        await using var queue = await CreateAsync();
        var first = Mails.New(key: "order-1");
        await queue.EnqueueAsync(first);

        Assert.Equal(new Enqueued(EnqueueOutcome.Known, first.Id), await queue.Intake.EnqueueAsync(Mails.New(key: "order-1")));
        Assert.Equal(EnqueueOutcome.KeyReused, (await queue.Intake.EnqueueAsync(Mails.New(body: "another", key: "order-1"))).Outcome);
        Assert.Equal(EnqueueOutcome.Queued, (await queue.Intake.EnqueueAsync(Mails.New(Mails.Globex, key: "order-1"))).Outcome);
        Assert.Equal((2, 2, 2), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message"), await queue.CountAsync("email_idempotency")));
    }

    [Fact]
    public async Task Key_of_a_mail_that_is_settled_is_known_all_the_same()
    {
        await using var queue = await CreateAsync();
        var first = Mails.New(key: "order-1");
        await queue.EnqueueAsync(first);
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        await queue.Work.SettleAsync("w1", [Mails.Done(claimed[0])]);

        Assert.Equal(new Enqueued(EnqueueOutcome.Known, first.Id), await queue.Intake.EnqueueAsync(Mails.New(key: "order-1")));
        Assert.Equal(0, await queue.CountAsync("email_job"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_that_is_repeated_under_its_key_when_its_times_have_passed_is_known(bool hasTime)
    {
        await using var queue = await CreateAsync();
        var now = await queue.NowAsync();
        var first = Mails.New(key: "order-1") with { SendAt = hasTime ? now + TimeSpan.FromMinutes(5) : null, ExpiresAt = now + TimeSpan.FromMinutes(10) };
        await queue.EnqueueAsync(first);

        // As if the call came 20 minutes later.
        NewMail Late(string body, string key) => Mails.New(body: body, key: key) with { SendAt = hasTime ? now - TimeSpan.FromMinutes(15) : null, ExpiresAt = now - TimeSpan.FromMinutes(10) };
        Assert.Equal(new Enqueued(EnqueueOutcome.Known, first.Id), await queue.Intake.EnqueueAsync(Late("hello", "order-1")));
        Assert.Equal(EnqueueOutcome.KeyReused, (await queue.Intake.EnqueueAsync(Late("another", "order-1"))).Outcome);
        Assert.Equal(hasTime ? EnqueueOutcome.SendAtPast : EnqueueOutcome.Expired, (await queue.Intake.EnqueueAsync(Late("hello", "order-2"))).Outcome);
        Assert.Equal((1, 1), (await queue.CountAsync("email_job"), await queue.CountAsync("email_idempotency")));
    }

    [Fact]
    public async Task A_hundred_parallel_calls_under_one_key_on_two_hosts_queue_one_mail()
    {
        await using var queue = await CreateAsync();
        var other = queue.OpenHost().GetRequiredService<IQueueIntakeStore>();

        var given = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? queue.Intake : other).EnqueueAsync(Mails.New(key: "order-1"))));

        Assert.Single(given, enqueued => enqueued.Outcome == EnqueueOutcome.Queued);
        Assert.Equal(99, given.Count(enqueued => enqueued.Outcome == EnqueueOutcome.Known));
        Assert.Single(given.Select(enqueued => enqueued.Id).Distinct());
        Assert.Equal((1, 1), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message")));
    }

    [Fact]
    public async Task Many_are_queued_all_or_none()
    {
        await using var queue = await CreateAsync();
        var twice = Mails.New();

        await Assert.ThrowsAsync<StoreException>(() => queue.Intake.EnqueueManyAsync([Mails.New(), twice, twice]));
        Assert.Equal((0, 0), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message")));

        await queue.FloodAsync(Mails.Acme, 500);
        Assert.Equal((500, 500), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message")));
    }

    [Fact]
    public async Task Many_that_are_not_alike_are_refused()
    {
        await using var queue = await CreateAsync();
        var at = await queue.NowAsync() + TimeSpan.FromHours(1);

        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueManyAsync([]));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueManyAsync([Mails.New(), Mails.New(Mails.Globex)]));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueManyAsync([Mails.New(), Mails.New(key: "k")]));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueManyAsync([Mails.New(), Mails.New() with { SendAt = at }]));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueManyAsync([Mails.New(), Mails.New() with { ExpiresAt = at }]));
        Assert.Equal(0, await queue.CountAsync("email_job"));
    }

    [Fact]
    public async Task Cancelled_call_queues_nothing()
    {
        await using var queue = await CreateAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.Intake.EnqueueAsync(Mails.New(), cancellationToken: new CancellationToken(true)));

        Assert.Equal(0, await queue.CountAsync("email_job"));
    }
}
