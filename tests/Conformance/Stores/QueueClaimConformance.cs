using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Of whom every <see cref="IQueueWorkStore"/> hands out how much, and to whom.</summary>
public abstract class QueueClaimConformance
{
    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task Late_tenants_mail_is_among_the_first_that_a_large_ones_neighbour_is_handed()
    {
        await using var queue = await CreateAsync();
        await queue.FloodAsync(new TenantId("large"), 500);
        await queue.EnqueueAsync(Mails.New(new TenantId("aaa")), Mails.New(new TenantId("zzz")));

        var claimed = await queue.Work.ClaimAsync(Mails.Ask(most: 100, quantum: 10));

        Assert.Equal([("aaa", 1), ("large", 10), ("zzz", 1)], ByTenant(claimed));
    }

    [Fact]
    public async Task Round_goes_on_behind_the_tenant_where_it_stopped_and_comes_by_all_of_them()
    {
        await using var queue = await CreateAsync();
        foreach (var tenant in (string[])["a", "b", "c", "d", "e"]) await queue.FloodAsync(new TenantId(tenant), 4);

        var first = await queue.Work.ClaimAsync(Mails.Ask(most: 4, quantum: 2));
        var second = await queue.Work.ClaimAsync(Mails.Ask(most: 4, quantum: 2) with { After = first.Cursor });
        var third = await queue.Work.ClaimAsync(Mails.Ask(most: 4, quantum: 2) with { After = second.Cursor });

        Assert.Equal([("a", 2), ("b", 2)], ByTenant(first));
        Assert.Equal([("c", 2), ("d", 2)], ByTenant(second));
        Assert.Equal([("a", 2), ("e", 2)], ByTenant(third));
    }

    [Fact]
    public async Task Round_looks_at_the_tenant_that_it_begins_behind_last()
    {
        await using var queue = await CreateAsync();
        foreach (var tenant in (string[])["a", "b"]) await queue.FloodAsync(new TenantId(tenant), 4);

        Assert.Equal([("a", 4), ("b", 4)], ByTenant(await queue.Work.ClaimAsync(Mails.Ask() with { After = "b" })));
        Assert.Empty((await queue.Work.ClaimAsync(Mails.Ask() with { After = "a" })).Mails);
        await queue.FloodAsync(new TenantId("a"), 1);
        Assert.Equal([("a", 1)], ByTenant(await queue.Work.ClaimAsync(Mails.Ask() with { After = "a" })));
    }

    [Fact]
    public async Task Transactional_mail_goes_before_bulk_and_each_lane_in_the_order_in_which_it_is_due()
    {
        await using var queue = await CreateAsync();
        var now = await queue.NowAsync();
        var bulk = await queue.EnqueueAsync(Mails.New() with { Lane = QueueLane.Bulk });
        var later = await queue.EnqueueAsync(Mails.New() with { SendAt = now.AddMinutes(2) });
        var sooner = await queue.EnqueueAsync(Mails.New() with { SendAt = now.AddMinutes(1) });
        await queue.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal([sooner[0], later[0], bulk[0]], (await queue.Work.ClaimAsync(Mails.Ask())).Mails.Select(mail => mail.Lease.Id));
    }

    [Fact]
    public async Task Bulk_gets_what_the_transactional_lane_leaves_of_the_tenants_share_and_does_not_wait_for_its_future()
    {
        await using var queue = await CreateAsync();
        var now = await queue.NowAsync();
        await queue.FloodAsync(Mails.Acme, 5, QueueLane.Bulk);
        await queue.FloodAsync(Mails.Acme, 2);
        await queue.EnqueueAsync(Mails.New() with { SendAt = now.AddHours(1) });

        var mails = (await queue.Work.ClaimAsync(Mails.Ask(quantum: 4))).Mails;

        Assert.Equal([QueueLane.Transactional, QueueLane.Transactional, QueueLane.Bulk, QueueLane.Bulk], mails.Select(mail => mail.Lane));
    }

    [Fact]
    public async Task Heavier_tenant_gets_its_multiple()
    {
        await using var queue = await CreateAsync();
        foreach (var tenant in (string[])["a", "b"]) await queue.FloodAsync(new TenantId(tenant), 20);
        await queue.SetTenantAsync(new TenantId("b"), weight: 5);

        Assert.Equal([("a", 3), ("b", 15)], ByTenant(await queue.Work.ClaimAsync(Mails.Ask(quantum: 3))));
    }

    [Fact]
    public async Task Tenants_are_passed_over_or_give_one_where_the_worker_says_so_and_paused_ones_give_nothing()
    {
        await using var queue = await CreateAsync();
        foreach (var tenant in (string[])["a", "b", "c", "d"]) await queue.FloodAsync(new TenantId(tenant), 5);
        await queue.SetTenantAsync(new TenantId("c"), paused: true);

        var claimed = await queue.Work.ClaimAsync(Mails.Ask(quantum: 3) with { Except = [new TenantId("a")], OneEach = [new TenantId("b")] });

        Assert.Equal([("b", 1), ("d", 3)], ByTenant(claimed));
        await queue.SetTenantAsync(new TenantId("c"));
        Assert.Equal([("a", 3), ("b", 3), ("c", 3), ("d", 2)], ByTenant(await queue.Work.ClaimAsync(Mails.Ask(quantum: 3))));
    }

    [Fact]
    public async Task Tenant_that_is_due_is_found_behind_any_number_of_tenants_that_are_not()
    {
        await using var queue = await CreateAsync();
        var sendAt = await queue.NowAsync() + TimeSpan.FromHours(1);
        foreach (var number in Enumerable.Range(0, 600)) await queue.EnqueueAsync(Mails.New(new TenantId($"m{number:000}")) with { SendAt = sendAt });
        await queue.EnqueueAsync(Mails.New(new TenantId("z")));

        Assert.Equal([("z", 1)], ByTenant(await queue.Work.ClaimAsync(Mails.Ask())));
        var none = await queue.Work.ClaimAsync(Mails.Ask());
        Assert.Empty(none.Mails);
        Assert.InRange(none.NextDue!.Value, TimeSpan.FromMinutes(55), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Empty_queue_gives_nothing_and_says_of_no_next_one()
    {
        await using var queue = await CreateAsync();

        var claimed = await queue.Work.ClaimAsync(Mails.Ask());

        Assert.Empty(claimed.Mails);
        Assert.Empty(claimed.Breakers);
        Assert.Null(claimed.NextDue);
    }

    [Fact]
    public async Task Breakers_of_the_tenants_and_of_the_platform_come_along_and_no_others()
    {
        await using var queue = await CreateAsync();
        foreach (var account in (AccountKey[])[new("", "platform"), new("acme", "row:1"), new("globex", "row:2")])
            await queue.Breakers.OpenAsync(account, 0, 0, FailureKind.Authentication, TimeSpan.FromMinutes(5), "no");
        Assert.Equal(["platform"], (await queue.Work.ClaimAsync(Mails.Ask())).Breakers.Select(breaker => breaker.Account.Account));
        await queue.FloodAsync(Mails.Acme, 3);

        var claimed = await queue.Work.ClaimAsync(Mails.Ask());

        Assert.Equal(["platform", "row:1"], claimed.Breakers.Select(breaker => breaker.Account.Account).Order());
        var breaker = claimed.Breakers.Single(breaker => breaker.Account == new AccountKey("acme", "row:1"));
        Assert.Equal((FailureKind.Authentication, 1, "no"), (breaker.Kind, breaker.Step, breaker.Text));
        Assert.InRange(breaker.RetryIn!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Eight_claimers_on_two_hosts_get_every_mail_once()
    {
        await using var queue = await CreateAsync();
        var ids = new List<Guid>();
        foreach (var tenant in (string[])["a", "b", "c"]) ids.AddRange(await queue.FloodAsync(new TenantId(tenant), 400));
        var other = queue.OpenHost().GetRequiredService<IQueueWorkStore>();

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            var (store, mine, cursor) = (worker % 2 == 0 ? queue.Work : other, new List<ClaimedMail>(), (string?)null);
            while (true)
            {
                var given = await store.ClaimAsync(Mails.Ask(most: 20, quantum: 7, worker: $"w{worker}") with { After = cursor });
                mine.AddRange(given.Mails);
                cursor = given.Cursor;
                if (given.Mails.Count == 0) return mine;
            }
        }));

        // What others hold at the moment is passed over: a claimer may end early, and whatever is left is claimed now.
        var all = claimed.SelectMany(mails => mails).Concat((await queue.Work.ClaimAsync(Mails.Ask(most: 2000, quantum: 2000))).Mails).ToArray();
        Assert.Equal(ids.Order(), all.Select(mail => mail.Lease.Id).Order());
        Assert.All(all, mail => Assert.Equal(1, mail.Lease.Fence));
    }

    [Fact]
    public async Task A_thousand_tenants_due_at_once_are_claimed_and_settled_by_eight_workers_without_a_deadlock()
    {
        await using var queue = await CreateAsync();
        foreach (var tenant in Enumerable.Range(0, 1000)) await queue.EnqueueAsync(Mails.New(new TenantId($"t{tenant}")));
        var other = queue.OpenHost().GetRequiredService<IQueueWorkStore>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            // Places of counts are few: names that fall into the same one meet there.
            var (store, name, cursor) = (worker % 2 == 0 ? queue.Work : other, $"w{worker}", (string?)$"t{worker * 125}");
            while (await store.ClaimAsync(Mails.Ask(most: 50, quantum: 1, worker: name) with { After = cursor }) is { Mails: { Count: > 0 } mails } claimed)
            {
                cursor = claimed.Cursor;
                var shuffled = mails.OrderBy(mail => (mail.Lease.Id, worker).GetHashCode()).ToArray();
                Assert.All(await store.RenewAsync([.. shuffled.Select(mail => mail.Lease)], TimeSpan.FromMinutes(1)), Assert.True);
                var settled = await store.SettleAsync(name, [.. shuffled.Select(mail => worker == 0 ? Mails.Bury(mail) : Mails.Done(mail))]);
                Assert.All(settled, Assert.True);
            }
        }));
        var rest = (await queue.Work.ClaimAsync(Mails.Ask(most: 2000))).Mails;
        await queue.Work.SettleAsync("w1", [.. rest.Select(Mails.Done)]);

        Assert.Equal((0, 1000), (await queue.CountAsync("email_job"), await queue.CountAsync("email_attempt")));
        Assert.Equal(1000L, (long)(await queue.QueryAsync("SELECT sum(sent + failed) FROM email_tally"))[0][0]!);
    }

    private static IEnumerable<(string Tenant, int Count)> ByTenant(ClaimedMails claimed) =>
        claimed.Mails.GroupBy(mail => mail.Lease.Tenant.Value).Select(group => (group.Key, group.Count())).OrderBy(group => group.Key, StringComparer.Ordinal);
}
