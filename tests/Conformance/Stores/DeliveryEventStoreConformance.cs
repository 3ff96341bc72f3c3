using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Which events every <see cref="IDeliveryEventStore"/> keeps, refuses and forgets.</summary>
public abstract class DeliveryEventStoreConformance
{
    private static readonly TenantId Globex = new("globex");

    /// <summary>Events that break a rule, by its name.</summary>
    public static TheoryData<string, DeliveryEvent> BrokenEvents => new()
    {
        { "event_id", Deliveries.Plain("") },
        { "event_id", Deliveries.Plain(new string('e', 256)) },
        { "message_id", Deliveries.Plain() with { MessageId = "" } },
        { "message_id", Deliveries.Plain() with { MessageId = new string('m', 999) } },
        { "recipient", Deliveries.Plain() with { Recipient = "" } },
        { "recipient", Deliveries.Plain() with { Recipient = new string('r', 321) } },
        { "provider", Deliveries.Plain() with { Provider = "SendGrid" } },
        { "enhanced_code", Deliveries.Plain() with { EnhancedCode = new string('5', 17) } },
        { "code", Deliveries.Plain() with { Code = 1000 } },
        { "detail", Deliveries.Plain() with { Detail = new string('d', 201) } },
        { "url", Deliveries.Plain() with { Url = new string('u', 2049) } },
        { "metadata", Deliveries.Plain() with { Metadata = new Dictionary<string, string> { ["a"] = new string('a', 65536) } } },
        { "raw", Deliveries.Plain() with { Raw = new string('r', 65537) } },
    };

    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task Event_reads_back_with_every_column_and_with_none_that_may_be_absent()
    {
        await using var database = await CreateAsync();
        var (plain, full) = (Deliveries.Plain() with { OccurredAt = Rows.At.AddMicroseconds(-1) }, Deliveries.Full());

        Assert.Equal([true, true], await database.Events.AddAsync(full, plain));

        var history = await database.Events.HistoryAsync();
        Assert.Equal(Deliveries.MessageId, history.MessageId);
        Assert.Equal(2, history.Events.Count);
        Deliveries.AssertEqual(plain, history.Events[0]);
        Deliveries.AssertEqual(full, history.Events[1]);
        Assert.Equal([Status(plain), Status(full)], history.Recipients);
    }

    [Fact]
    public async Task Event_is_new_once_for_each_tenant_and_row_and_of_one_given_twice_the_first_counts()
    {
        await using var database = await CreateAsync();
        var first = Deliveries.Plain() with { Detail = "first" };
        Assert.Equal([true, false, true], await database.Events.AddAsync(first, first with { Detail = "second" }, Deliveries.Plain("e2")));

        var again = await database.Events.AddAsync(
            first with { Detail = "third" }, Deliveries.Plain("E1"), first with { ProviderId = Deliveries.Row }, first with { Tenant = Globex }, first with { MessageId = "other" }, Deliveries.Plain("e3"));

        Assert.Equal([false, true, true, true, false, true], again);
        Assert.Equal(5, (await database.Events.HistoryAsync()).Events.Count);
        Assert.Equal("first", Assert.Single((await database.Events.HistoryAsync()).Events, e => e is { EventId: "e1", ProviderId: null }).Detail);
        Assert.Single((await database.Events.HistoryAsync(Globex)).Events);
        Assert.Null(await database.Events.FindAsync(Rows.Acme, "other"));
    }

    [Fact]
    public async Task Nothing_is_known_of_a_message_of_which_nothing_was_heard_nor_of_another_tenants()
    {
        await using var database = await CreateAsync();
        await database.Events.AddAsync(Deliveries.Full());

        Assert.Null(await database.Events.FindAsync(Globex, Deliveries.MessageId));
        Assert.Null(await database.Events.FindAsync(Rows.Acme, Deliveries.MessageId.ToUpperInvariant()));
        Assert.Null(await database.Events.FindAsync(Rows.Acme, ""));
    }

    [Fact]
    public async Task Of_a_message_with_many_events_the_first_thousand_are_shown_the_earliest_first()
    {
        await using var database = await CreateAsync();
        // Of equal times the one that was heard earlier, then by account and id.
        var events = Enumerable.Range(0, 1500).Select(i => Deliveries.Plain($"e{i:0000}") with
        {
            OccurredAt = Rows.At.AddMicroseconds(i / 4),
            ReceivedAt = Rows.At.AddHours(1).AddMicroseconds(-(i / 2)),
            Recipient = $"r{i % 7}@customer.test",
        }).ToList();
        var shuffled = events.ToArray();
        new Random(7).Shuffle(shuffled);
        foreach (var batch in shuffled.Chunk(1000)) await database.Events.AddAsync(batch);

        var history = await database.Events.HistoryAsync();

        Assert.Equal(
            events.OrderBy(e => e.OccurredAt).ThenBy(e => e.ReceivedAt).ThenBy(e => e.EventId, StringComparer.Ordinal).Take(1000).Select(e => e.EventId), history.Events.Select(e => e.EventId));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"r{i}@customer.test"), history.Recipients.Select(r => r.Recipient));
        Assert.Equal(Rows.At.AddMicroseconds(1499 / 4), history.Recipients[1].OccurredAt);
    }

    [Fact]
    public async Task Characters_that_no_column_holds_are_replaced_and_the_event_is_still_known()
    {
        await using var database = await CreateAsync();
        const string Odd = "a\0b\ud83dc";
        const string Kept = "a\ufffdb\ufffdc";
        var given = Deliveries.Full() with
        {
            EventId = Odd,
            MessageId = Odd,
            Recipient = Odd,
            EnhancedCode = Odd,
            Detail = Odd,
            Url = Odd,
            Raw = Odd,
            Metadata = new Dictionary<string, string> { [Odd] = Odd },
        };

        Assert.Equal([true, false], await database.Events.AddAsync(given, given));
        Assert.Equal([false], await database.Events.AddAsync(given));

        var history = await database.Events.FindAsync(Rows.Acme, Odd);
        Deliveries.AssertEqual(
            given with { EventId = Kept, MessageId = Kept, Recipient = Kept, EnhancedCode = Kept, Detail = Kept, Url = Kept, Raw = Kept, Metadata = new Dictionary<string, string> { [Kept] = Kept } },
            Assert.Single(history!.Events));
        Assert.Equal(Kept, Assert.Single(history.Recipients).Recipient);
    }

    [Fact]
    public async Task The_longest_of_everything_fits_into_every_key()
    {
        await using var database = await CreateAsync();
        // No two characters alike next to each other, so that nothing is made smaller on its way into an index.
        var given = Deliveries.Full(new TenantId(Long(128, '一'))) with
        {
            EventId = Long(255, '丁'),
            MessageId = Long(332, '七') + "mm",
            Recipient = Long(106, '万') + "rr",
            EnhancedCode = new string('5', 16),
            Code = 999,
            Detail = new string('ü', 200),
            Url = new string('ü', 2048),
            Raw = new string('r', 65536),
            Metadata = new Dictionary<string, string> { ["a"] = new string('a', 65536 - 8) },
        };

        Assert.Equal([true], await database.Events.AddAsync(given));

        Deliveries.AssertEqual(given, Assert.Single((await database.Events.FindAsync(given.Tenant, given.MessageId))!.Events));
    }

    [Theory]
    [MemberData(nameof(BrokenEvents), DisableDiscoveryEnumeration = true)]
    public async Task Event_that_breaks_a_rule_is_refused_for_good_and_nothing_of_its_batch_is_stored(string rule, DeliveryEvent given)
    {
        ArgumentNullException.ThrowIfNull(given);
        await using var database = await CreateAsync();
        var good = Deliveries.Plain("good") with { MessageId = "good" };

        var error = await Assert.ThrowsAsync<StoreException>(() => database.Events.AddAsync([new DeliveryRecord(good, Deliveries.Entry()), new DeliveryRecord(given)]));

        Assert.Equal((StoreFailure.Refused, false), (error.Failure, error.IsTransient));
        Assert.Contains("email_event_" + rule, error.Message, StringComparison.Ordinal);
        Assert.Null(await database.Events.FindAsync(Rows.Acme, "good"));
        Assert.Empty(await database.Suppressions.FindAsync(Rows.Acme, [Deliveries.Jane], Rows.At));
        Assert.Equal([true], await database.Events.AddAsync(good));
    }

    [Fact]
    public async Task No_events_are_stored_as_none_and_more_than_a_thousand_are_not_taken()
    {
        await using var database = await CreateAsync();

        Assert.Empty(await database.Events.AddAsync());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => database.Events.AddAsync([.. Enumerable.Range(0, 1001).Select(i => Deliveries.Plain($"e{i}"))]));
        Assert.Null(await database.Events.FindAsync(Rows.Acme, Deliveries.MessageId));
    }

    [Fact]
    public async Task Old_events_and_statuses_go_step_by_step_and_young_ones_stay()
    {
        await using var database = await CreateAsync();
        foreach (var tenant in (TenantId[])[Rows.Acme, Globex])
        {
            await database.Events.AddAsync([.. Enumerable.Range(0, 10).Select(i => Deliveries.Plain($"old{i}", tenant: tenant) with { MessageId = $"m{i}" })]);
            await database.Events.AddAsync([.. Enumerable.Range(0, 3).Select(i => Deliveries.Plain($"young{i}", DeliveryEventKind.Accepted, tenant) with { MessageId = $"m{i}", ReceivedAt = Rows.At.AddDays(1) })]);
        }

        // 20 old events and 14 statuses that were not heard of since.
        List<int> removed = [];
        do removed.Add(await database.Events.PruneAsync(Rows.At.AddDays(1), 6));
        while (removed[^1] >= 6);

        Assert.Equal([12, 12, 8, 2], removed);
        foreach (var tenant in (TenantId[])[Rows.Acme, Globex])
        {
            Assert.Equal((3, 3), (await database.CountAsync("email_event", tenant.Value), await database.CountAsync("email_recipient", tenant.Value)));
            var kept = await database.Events.FindAsync(tenant, "m0");
            Assert.Equal("young0", Assert.Single(kept!.Events).EventId);
            Assert.Equal(DeliveryEventKind.Delivered, Assert.Single(kept.Recipients).Kind);
        }

        Assert.Equal([true, false], await database.Events.AddAsync(Deliveries.Plain("old0"), Deliveries.Plain("young0")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => database.Events.PruneAsync(Rows.At, 0));
    }

    [Fact]
    public async Task Database_that_is_not_migrated_says_so()
    {
        await using var database = await CreateAsync(migrated: false);

        await Assert.AllAsync(Calls(database.Events, CancellationToken.None), async call => Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(call)).Failure));
    }

    [Fact]
    public async Task Cancelled_call_ends_as_cancelled_and_stores_nothing()
    {
        await using var database = await CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.AllAsync(Calls(database.Events, cancelled.Token), async call => await Assert.ThrowsAnyAsync<OperationCanceledException>(call));

        Assert.Null(await database.Events.FindAsync(Rows.Acme, Deliveries.MessageId));
    }

    private static Func<Task>[] Calls(IDeliveryEventStore events, CancellationToken token) =>
    [
        () => events.AddAsync([new DeliveryRecord(Deliveries.Plain())], token),
        () => events.FindAsync(Rows.Acme, Deliveries.MessageId, token),
        () => events.PruneAsync(Rows.At, 1, token),
    ];

    private static RecipientStatus Status(DeliveryEvent given) => new(given.Recipient, given.ProviderId, given.Kind, given.Reason, given.OccurredAt);

    private static string Long(int length, char from) => string.Create(length, from, static (text, from) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = (char)(from + i * 37 % 2000);
    });
}
