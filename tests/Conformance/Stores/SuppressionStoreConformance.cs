using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="ISuppressionStore"/> keeps, and when it ends.</summary>
public abstract class SuppressionStoreConformance
{
    private static readonly TenantId Globex = new("globex");

    /// <summary>Entries that break a rule, by its name.</summary>
    public static TheoryData<string, Suppression> BrokenEntries => new()
    {
        { "address", Deliveries.Entry("") },
        { "address", Deliveries.Entry(new string('a', 321)) },
        { "reason", Deliveries.Entry(reason: 0) },
        { "scope", Deliveries.Entry() with { Scope = 0 } },
        { "message_id", Deliveries.Entry() with { MessageId = new string('m', 999) } },
        { "note", Deliveries.Entry() with { Note = new string('n', 201) } },
    };

    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task Entry_reads_back_with_every_column_and_with_none_that_may_be_absent()
    {
        await using var database = await CreateAsync();
        var full = Deliveries.Entry("jörg@xn--mller-kva.test", SuppressionReason.Manual) with
        {
            Scope = SuppressionScope.Bulk,
            ExpiresAt = Rows.At.AddMicroseconds(9),
            MessageId = Deliveries.MessageId,
            Note = "größer 📎",
        };
        await database.Suppressions.SetAsync(full);
        await database.Suppressions.SetAsync(Deliveries.Entry());

        Assert.Equal([full], await database.Suppressions.FindAsync(Rows.Acme, [full.Address], Rows.At));
        Assert.Equal([Deliveries.Entry()], await FindAsync(database));
        Assert.Equal([Deliveries.Entry(), full], await ListAsync(database));
    }

    [Fact]
    public async Task Whoever_looks_at_the_same_time_finds_his_own()
    {
        await using var database = await CreateAsync();
        for (var i = 0; i < 20; i++) await database.Suppressions.SetAsync(Deliveries.Entry($"a{i}@customer.test", tenant: i % 2 == 0 ? Rows.Acme : Globex) with { ExpiresAt = Rows.At.AddHours(i) });

        var found = await Task.WhenAll(Enumerable.Range(0, 200).Select(async look =>
        {
            var entries = await database.Suppressions.FindAsync(look % 2 == 0 ? Rows.Acme : Globex, [$"a{look % 20}@customer.test", $"a{(look + 1) % 20}@customer.test"], Rows.At.AddHours(look / 20));
            return (look, entries);
        }));

        // The second address is always the other tenant's; an entry has ended when its hour has come.
        Assert.All(found, each =>
        {
            if (each.look / 20 >= each.look % 20) Assert.Empty(each.entries);
            else Assert.Equal($"a{each.look % 20}@customer.test", Assert.Single(each.entries).Address);
        });
    }

    [Fact]
    public async Task Entries_of_many_addresses_are_found_at_once_each_once_and_no_other_tenants()
    {
        await using var database = await CreateAsync();
        var own = new List<Suppression>();
        foreach (var reason in Enum.GetValues<SuppressionReason>()) own.Add(Deliveries.Entry("a9999@customer.test", reason));
        own.Add(Deliveries.Entry("a0@customer.test"));
        foreach (var entry in own.Append(Deliveries.Entry("b@customer.test")).Append(Deliveries.Entry("a1@customer.test", tenant: Globex))) await database.Suppressions.SetAsync(entry);
        string[] addresses = [.. Enumerable.Range(0, 10_000).Select(i => $"a{i}@customer.test")];

        Assert.Equal(own.ToHashSet(), (await database.Suppressions.FindAsync(Rows.Acme, addresses, Rows.At)).ToHashSet());
        Assert.Single(await database.Suppressions.FindAsync(Rows.Acme, ["a0@customer.test", "a0@customer.test", "a\0\ud800"], Rows.At));
        Assert.Empty(await database.Suppressions.FindAsync(Rows.Acme, [], Rows.At));
        Assert.Empty(await database.Suppressions.FindAsync(Rows.Acme, ["a%", "_0@customer.test", "a0@customer.tes"], Rows.At));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => database.Suppressions.FindAsync(Rows.Acme, [.. addresses, "one more"], Rows.At));
    }

    [Fact]
    public async Task Entry_that_has_ended_is_neither_found_nor_listed_and_not_a_moment_before()
    {
        await using var database = await CreateAsync();
        var end = Rows.At.AddDays(1);
        var entry = Deliveries.Entry() with { ExpiresAt = end };
        await database.Suppressions.SetAsync(entry);

        Assert.Equal([entry], await FindAsync(database, end.AddMicroseconds(-1)));
        Assert.Equal([entry], await ListAsync(database, now: end.AddMicroseconds(-1)));
        Assert.Empty(await FindAsync(database, end));
        Assert.Empty(await ListAsync(database, now: end));
    }

    [Fact]
    public async Task Entry_set_again_is_as_it_is_given_but_for_its_begin()
    {
        await using var database = await CreateAsync();
        await database.Suppressions.SetAsync(Deliveries.Entry() with { MessageId = "m1", Note = "first" });
        var narrower = Deliveries.Entry() with { Scope = SuppressionScope.Bulk, CreatedAt = Rows.At.AddDays(1), ExpiresAt = Rows.At.AddDays(2), Note = "second" };

        await database.Suppressions.SetAsync(narrower);
        Assert.Equal([narrower with { CreatedAt = Rows.At }], await FindAsync(database));

        var earlier = Deliveries.Entry() with { CreatedAt = Rows.At.AddDays(-1) };
        await database.Suppressions.SetAsync(earlier);
        Assert.Equal([earlier with { CreatedAt = Rows.At }], await FindAsync(database));
    }

    [Fact]
    public async Task Entry_set_over_one_that_has_ended_begins_anew()
    {
        await using var database = await CreateAsync();
        await database.Suppressions.SetAsync(Deliveries.Entry() with { ExpiresAt = Rows.At.AddDays(1) });
        var anew = Deliveries.Entry() with { CreatedAt = Rows.At.AddDays(1) };

        await database.Suppressions.SetAsync(anew);

        Assert.Equal([anew], await FindAsync(database));
    }

    [Fact]
    public async Task Address_is_one_whatever_its_case()
    {
        await using var database = await CreateAsync();
        await database.Suppressions.SetAsync(Deliveries.Entry("Jane@Customer.test"));

        Assert.Equal([Deliveries.Entry()], await database.Suppressions.FindAsync(Rows.Acme, ["JANE@customer.test"], Rows.At));
        Assert.Equal(1, await database.Suppressions.RemoveAsync(Rows.Acme, "jane@CUSTOMER.test", null));
    }

    [Fact]
    public async Task Entries_are_removed_by_reason_or_all_at_once_and_no_others()
    {
        await using var database = await CreateAsync();
        foreach (var reason in Enum.GetValues<SuppressionReason>())
        {
            foreach (var tenant in (TenantId[])[Rows.Acme, Globex]) await database.Suppressions.SetAsync(Deliveries.Entry(reason: reason, tenant: tenant));
        }

        await database.Suppressions.SetAsync(Deliveries.Entry("john@customer.test"));

        Assert.Equal(1, await database.Suppressions.RemoveAsync(Rows.Acme, Deliveries.Jane, SuppressionReason.Complaint));
        Assert.Equal(0, await database.Suppressions.RemoveAsync(Rows.Acme, Deliveries.Jane, SuppressionReason.Complaint));
        Assert.DoesNotContain(await FindAsync(database), entry => entry.Reason == SuppressionReason.Complaint);
        Assert.Equal(3, await database.Suppressions.RemoveAsync(Rows.Acme, Deliveries.Jane, null));
        Assert.Equal("john@customer.test", Assert.Single(await ListAsync(database)).Address);
        Assert.Equal(4, (await database.Suppressions.FindAsync(Globex, [Deliveries.Jane], Rows.At)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Pages_hold_every_entry_once_in_order(int size)
    {
        await using var database = await CreateAsync();
        // By octets of UTF-8: what stands beyond the Basic Multilingual Plane comes last.
        string[] addresses = ["a@customer.test", "a\u00e4@customer.test", "ab@customer.test", "a\uffee@customer.test", "a\U0001f600@customer.test", "b@customer.test"];
        var expected = addresses.Order(Comparer<string>.Create((x, y) => System.Text.Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y))))
            .SelectMany(address => Enum.GetValues<SuppressionReason>().Select(reason => Deliveries.Entry(address, reason))).ToArray();
        foreach (var entry in expected.Reverse()) await database.Suppressions.SetAsync(entry);
        await database.Suppressions.SetAsync(Deliveries.Entry("aa@customer.test", tenant: Globex));

        Assert.Equal(expected, await WalkAsync(new SuppressionQuery { Most = size }));
        Assert.Equal(expected.Where(e => e.Reason == SuppressionReason.Manual), await WalkAsync(new SuppressionQuery { Most = size, Reason = SuppressionReason.Manual }));
        Assert.Equal(expected.Where(e => e.Address.StartsWith('a')), await WalkAsync(new SuppressionQuery { Most = size, Prefix = "A" }));
        Assert.Equal(expected.Where(e => e.Address.StartsWith("a\U0001f600", StringComparison.Ordinal)), await WalkAsync(new SuppressionQuery { Most = size, Prefix = "a\U0001f600" }));

        async Task<List<Suppression>> WalkAsync(SuppressionQuery query)
        {
            var all = new List<Suppression>();
            for (IReadOnlyList<Suppression> page; (page = await ListAsync(database, query)).Count > 0; query = query with { After = page[^1] })
            {
                Assert.InRange(page.Count, 1, size);
                all.AddRange(page);
                Assert.InRange(all.Count, 1, expected.Length);
            }

            return all;
        }
    }

    [Fact]
    public async Task Prefix_is_no_pattern_and_a_page_begins_behind_an_entry_that_is_gone_or_before_the_prefix()
    {
        await using var database = await CreateAsync();
        foreach (var address in (string[])["a%b@customer.test", "a_b@customer.test", "axb@customer.test", "b@customer.test"]) await database.Suppressions.SetAsync(Deliveries.Entry(address));

        Assert.Equal("a%b@customer.test", Assert.Single(await ListAsync(database, new SuppressionQuery { Prefix = "a%" })).Address);
        Assert.Equal("a_b@customer.test", Assert.Single(await ListAsync(database, new SuppressionQuery { Prefix = "a_" })).Address);
        Assert.Equal(2, (await ListAsync(database, new SuppressionQuery { After = Deliveries.Entry("a_c@customer.test") })).Count);
        Assert.Single(await ListAsync(database, new SuppressionQuery { Prefix = "b", After = Deliveries.Entry("a") }));
        Assert.Empty(await ListAsync(database, new SuppressionQuery { Prefix = "a", After = Deliveries.Entry("b") }));
    }

    [Fact]
    public async Task Entries_that_have_ended_go_step_by_step_and_others_stay()
    {
        await using var database = await CreateAsync();
        foreach (var tenant in (TenantId[])[Rows.Acme, Globex])
        {
            for (var i = 0; i < 5; i++) await database.Suppressions.SetAsync(Deliveries.Entry($"ended{i}@customer.test", tenant: tenant) with { ExpiresAt = Rows.At.AddDays(1) });
            await database.Suppressions.SetAsync(Deliveries.Entry("ending@customer.test", tenant: tenant) with { ExpiresAt = Rows.At.AddDays(2) });
            await database.Suppressions.SetAsync(Deliveries.Entry(tenant: tenant));
        }

        List<int> removed = [];
        do removed.Add(await database.Suppressions.PruneAsync(Rows.At.AddDays(2), 4));
        while (removed[^1] == 4);

        Assert.Equal([4, 4, 2], removed);
        Assert.Equal((2, 2), (await database.CountAsync("email_suppression", "acme"), await database.CountAsync("email_suppression", "globex")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => database.Suppressions.PruneAsync(Rows.At, 0));
    }

    [Fact]
    public async Task Characters_that_no_column_holds_are_replaced()
    {
        await using var database = await CreateAsync();
        const string Odd = "a\0b\ud83dc";
        var entry = Deliveries.Entry(Odd) with { MessageId = Odd, Note = Odd };

        await database.Suppressions.SetAsync(entry);

        const string Kept = "a\ufffdb\ufffdc";
        Assert.Equal([entry with { Address = Kept, MessageId = Kept, Note = Kept }], await ListAsync(database, new SuppressionQuery { Prefix = "a\0" }));
        Assert.Single(await database.Suppressions.FindAsync(Rows.Acme, [Odd], Rows.At));
        Assert.Equal(1, await database.Suppressions.RemoveAsync(Rows.Acme, Odd, null));
    }

    [Theory]
    [MemberData(nameof(BrokenEntries), DisableDiscoveryEnumeration = true)]
    public async Task Entry_that_breaks_a_rule_is_refused_for_good(string rule, Suppression entry)
    {
        await using var database = await CreateAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => database.Suppressions.SetAsync(entry));

        Assert.Equal((StoreFailure.Refused, false), (error.Failure, error.IsTransient));
        Assert.Contains("email_suppression_" + rule, error.Message, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(database));
    }

    [Fact]
    public async Task Twenty_who_set_one_entry_at_once_leave_one()
    {
        await using var database = await CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => database.Suppressions.SetAsync(Deliveries.Entry() with { Note = $"{i}" }))));

        Assert.Single(await ListAsync(database));
    }

    [Fact]
    public async Task Database_that_is_not_migrated_says_so()
    {
        await using var database = await CreateAsync(migrated: false);

        await Assert.AllAsync(Calls(database.Suppressions, CancellationToken.None), async call => Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(call)).Failure));
    }

    [Fact]
    public async Task Cancelled_call_ends_as_cancelled_and_changes_nothing()
    {
        await using var database = await CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.AllAsync(Calls(database.Suppressions, cancelled.Token), async call => await Assert.ThrowsAnyAsync<OperationCanceledException>(call));

        Assert.Empty(await ListAsync(database));
    }

    private static Func<Task>[] Calls(ISuppressionStore suppressions, CancellationToken token) =>
    [
        () => suppressions.FindAsync(Rows.Acme, [Deliveries.Jane], Rows.At, token),
        () => suppressions.SetAsync(Deliveries.Entry(), token),
        () => suppressions.RemoveAsync(Rows.Acme, Deliveries.Jane, null, token),
        () => suppressions.ListAsync(Rows.Acme, new SuppressionQuery(), Rows.At, token),
        () => suppressions.PruneAsync(Rows.At, 1, token),
    ];

    private static Task<IReadOnlyList<Suppression>> FindAsync(StoreUnderTest database, DateTimeOffset? now = null) => database.Suppressions.FindAsync(Rows.Acme, [Deliveries.Jane], now ?? Rows.At);

    private static Task<IReadOnlyList<Suppression>> ListAsync(StoreUnderTest database, SuppressionQuery? query = null, DateTimeOffset? now = null) =>
        database.Suppressions.ListAsync(Rows.Acme, query ?? new SuppressionQuery(), now ?? Rows.At);
}
