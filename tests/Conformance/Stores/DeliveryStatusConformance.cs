using FsCheck;
using FsCheck.Fluent;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What follows from events in every <see cref="IDeliveryEventStore"/>: how far a mail has come, and who gets no more.</summary>
public abstract class DeliveryStatusConformance
{
    private static readonly DeliveryEventKind[] Kinds = Enum.GetValues<DeliveryEventKind>();
    private static readonly Guid?[] Accounts = [null, Deliveries.Row, new Guid("99999999-2222-3333-4444-555555555555")];

    // The usual run takes the same events each time, so that a failure there is the change's.
    private static Config Usual => Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(7099103068236924084, 6292872859469281617);

    /// <summary>Events of few recipients, kinds, reasons and times, so that many meet; and batches of them in some order, each at least once.</summary>
    private static Gen<DeliveryEvent[][]> Arrivals =>
        from events in Event.ListOf(25).Select(list => list.Select((e, i) => e with { EventId = $"e{i}" }).ToArray())
        from repeated in Gen.Elements(events).ArrayOf(10)
        from order in Gen.Shuffle(events.Concat(repeated).ToArray())
        from size in Gen.Choose(1, 40)
        select order.Chunk(size).ToArray();

    private static Gen<DeliveryEvent> Event =>
        from kind in Gen.Elements(Kinds)
        from reason in Gen.Choose(0, 3)
        from second in Gen.Choose(0, 3)
        from recipient in Gen.Elements("jane", "john", "mary")
        from account in Gen.Elements(Accounts)
        from message in Gen.Elements("m1", "m2")
        select Deliveries.Plain(kind: kind) with
        {
            Reason = (DeliveryReason)reason,
            OccurredAt = Rows.At.AddSeconds(second),
            Recipient = $"{recipient}@customer.test",
            ProviderId = account,
            MessageId = message,
        };

    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task Status_is_the_furthest_of_the_events_in_whatever_order_and_batches_and_however_often_they_come()
    {
        await using var database = await CreateAsync();
        var run = 0;
        Check.One(Usual, Prop.ForAll(Arb.From(Arrivals), arrivals =>
        {
            var tenant = new TenantId($"t{++run}");
            // Away from the test's own context, which waits for this.
            Task.Run(() => HoldAsync(database, [.. arrivals.Select(batch => batch.Select(e => e with { Tenant = tenant }).ToArray())])).GetAwaiter().GetResult();
        }));
        Assert.Equal(60, run);
    }

    [Fact]
    public async Task A_later_open_does_not_undo_a_bounce_and_of_equal_kinds_the_latest_stands()
    {
        await using var database = await CreateAsync();
        var bounced = Deliveries.Full();
        await database.Events.AddAsync(bounced);

        await database.Events.AddAsync(bounced with { EventId = "e2", Kind = DeliveryEventKind.Opened, OccurredAt = Rows.At.AddDays(1) });
        Assert.Equal((DeliveryEventKind.Bounced, DeliveryReason.MailboxUnknown, Rows.At), Furthest(await database.Events.HistoryAsync()));

        await database.Events.AddAsync(bounced with { EventId = "e3", Reason = DeliveryReason.MailboxFull, OccurredAt = Rows.At.AddDays(-1) });
        Assert.Equal((DeliveryEventKind.Bounced, DeliveryReason.MailboxUnknown, Rows.At), Furthest(await database.Events.HistoryAsync()));

        await database.Events.AddAsync(bounced with { EventId = "e4", Reason = DeliveryReason.MailboxFull, OccurredAt = Rows.At.AddMicroseconds(1) });
        Assert.Equal((DeliveryEventKind.Bounced, DeliveryReason.MailboxFull, Rows.At.AddMicroseconds(1)), Furthest(await database.Events.HistoryAsync()));
    }

    [Fact]
    public async Task Recipient_is_one_whatever_its_case()
    {
        await using var database = await CreateAsync();

        await database.Events.AddAsync(Deliveries.Plain() with { Recipient = "JANE@Müller.test" }, Deliveries.Plain("e2", DeliveryEventKind.Opened) with { Recipient = "jane@mÜLLER.test" });

        Assert.Equal(("jane@müller.test", DeliveryEventKind.Opened), (Assert.Single((await database.Events.HistoryAsync()).Recipients).Recipient, (await database.Events.HistoryAsync()).Recipients[0].Kind));
    }

    [Fact]
    public async Task Messages_of_a_recipient_come_the_latest_first_page_by_page_and_no_other_tenants_are_among_them()
    {
        await using var database = await CreateAsync();
        var other = new TenantId("globex");
        for (var i = 0; i < 7; i++)
        {
            // Two of a time: the pages break in the middle of them.
            var heard = Deliveries.Plain($"e{i}") with { MessageId = $"m{i}", Recipient = Deliveries.Jane, OccurredAt = Rows.At.AddSeconds(i / 2) };
            await database.Events.AddAsync(heard, heard with { EventId = $"o{i}", Tenant = other, MessageId = $"other{i}" }, heard with { EventId = $"j{i}", Recipient = "john@customer.test" });
        }

        var found = new List<HeardMessage>();
        while (await database.Events.ListAsync(Rows.Acme, Deliveries.Jane.ToUpperInvariant(), found.LastOrDefault(), 2) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 2);
            found.AddRange(page);
        }

        Assert.Equal(["m6", "m5", "m4", "m3", "m2", "m1", "m0"], found.Select(message => message.MessageId));
        Assert.Equal(new HeardMessage("m6", Deliveries.Plain().ProviderId, Deliveries.Plain().Kind, Deliveries.Plain().Reason, Rows.At.AddSeconds(3)), found[0]);
        Assert.Empty(await database.Events.ListAsync(Rows.Acme, "nobody@customer.test", null, 100));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => database.Events.ListAsync(Rows.Acme, Deliveries.Jane, null, 1001));
    }

    [Fact]
    public async Task Many_hosts_that_store_the_same_events_in_other_orders_store_each_once_and_none_fails()
    {
        await using var database = await CreateAsync();
        var events = (
            from recipient in Enumerable.Range(0, 60)
            from kind in (DeliveryEventKind[])[DeliveryEventKind.Accepted, DeliveryEventKind.Delivered, DeliveryEventKind.Complained]
            select Deliveries.Plain($"{recipient}-{kind}", kind) with { Recipient = $"r{recipient:00}@customer.test" }).ToArray();

        var added = await Task.WhenAll(Enumerable.Range(0, 12).Select(host => Task.Run(async () =>
        {
            var order = events.ToArray();
            new Random(host).Shuffle(order);
            var isNew = new List<bool>();
            foreach (var batch in order.Chunk(45)) isNew.AddRange(await database.Events.AddAsync([.. batch.Select(e => new DeliveryRecord(e, Deliveries.Entry(e.Recipient)))]));
            return isNew.Count(value => value);
        })));

        Assert.Equal(events.Length, added.Sum());
        var history = await database.Events.HistoryAsync();
        Assert.Equal(events.Length, history.Events.Count);
        Assert.Equal(60, history.Recipients.Count);
        Assert.All(history.Recipients, status => Assert.Equal(DeliveryEventKind.Complained, status.Kind));
        Assert.Equal(60, await database.CountAsync("email_suppression", "acme"));
    }

    [Fact]
    public async Task New_event_makes_its_suppression_and_a_known_one_never_does_again()
    {
        await using var database = await CreateAsync();
        var record = new DeliveryRecord(Deliveries.Full(), Deliveries.Entry() with { MessageId = Deliveries.MessageId, Note = "550 5.1.1", ExpiresAt = Rows.At.AddDays(9) });
        await database.Events.AddAsync([record]);
        Assert.Equal([record.Suppression!], await FindAsync(database));

        Assert.Equal(1, await database.Suppressions.RemoveAsync(Rows.Acme, Deliveries.Jane, null));
        Assert.Equal([false, false], await database.Events.AddAsync([record, record]));

        Assert.Empty(await FindAsync(database));
    }

    [Fact]
    public async Task Of_an_event_given_twice_the_first_one_s_suppression_alone_is_made()
    {
        await using var database = await CreateAsync();

        await database.Events.AddAsync([new DeliveryRecord(Deliveries.Plain()), new DeliveryRecord(Deliveries.Plain(), Deliveries.Entry())]);

        Assert.Empty(await FindAsync(database));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Suppressions_of_events_widen_and_lengthen_one_another_and_the_first_begin_counts(bool inOneBatch)
    {
        await using var database = await CreateAsync();
        var entry = Deliveries.Entry();
        DeliveryRecord[] records =
        [
            new(Deliveries.Plain("e1"), entry with { Scope = SuppressionScope.Bulk, ExpiresAt = Rows.At.AddDays(9), Note = "first" }),
            new(Deliveries.Plain("e2"), entry with { CreatedAt = Rows.At.AddDays(1), ExpiresAt = Rows.At.AddDays(5), MessageId = "m2" }),
            new(Deliveries.Plain("e3"), entry with { Scope = SuppressionScope.Bulk, CreatedAt = Rows.At.AddDays(2), ExpiresAt = Rows.At.AddDays(3), Note = "third" }),
            new(Deliveries.Plain("e4"), entry with { Reason = SuppressionReason.Complaint, Note = "another" }),
        ];

        foreach (var batch in records.Chunk(inOneBatch ? records.Length : 1)) await database.Events.AddAsync(batch);

        Assert.Equal(
            [entry with { ExpiresAt = Rows.At.AddDays(9), Note = "third" }, entry with { Reason = SuppressionReason.Complaint, Note = "another" }],
            (await FindAsync(database)).OrderBy(s => s.Reason));

        // One that never ends does not end by one that does, nor the other way round.
        await database.Events.AddAsync([new(Deliveries.Plain("e5"), entry), new(Deliveries.Plain("e6"), entry with { Reason = SuppressionReason.Complaint, ExpiresAt = Rows.At.AddDays(1) })]);
        Assert.All(await FindAsync(database), s => Assert.Null(s.ExpiresAt));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Suppression_of_an_event_over_one_that_has_ended_begins_anew(bool inOneBatch)
    {
        await using var database = await CreateAsync();
        var later = Deliveries.Entry() with { Scope = SuppressionScope.Bulk, CreatedAt = Rows.At.AddDays(1), ExpiresAt = Rows.At.AddDays(2) };
        DeliveryRecord[] records = [new(Deliveries.Plain("e1"), Deliveries.Entry() with { ExpiresAt = Rows.At.AddDays(1) }), new(Deliveries.Plain("e2"), later)];

        foreach (var batch in records.Chunk(inOneBatch ? 2 : 1)) await database.Events.AddAsync(batch);

        Assert.Equal([later], await database.Suppressions.FindAsync(Rows.Acme, [Deliveries.Jane], Rows.At.AddDays(1)));
    }

    [Fact]
    public async Task Suppression_of_one_tenants_event_is_on_no_other_list()
    {
        await using var database = await CreateAsync();
        var globex = new TenantId("globex");

        await database.Events.AddAsync([new DeliveryRecord(Deliveries.Plain(tenant: globex), Deliveries.Entry(tenant: globex)), new DeliveryRecord(Deliveries.Plain())]);

        Assert.Empty(await FindAsync(database));
        Assert.Single(await database.Suppressions.FindAsync(globex, [Deliveries.Jane], Rows.At));
    }

    private static Task<IReadOnlyList<Suppression>> FindAsync(StoreUnderTest database) => database.Suppressions.FindAsync(Rows.Acme, [Deliveries.Jane], Rows.At);

    private static async Task HoldAsync(StoreUnderTest database, DeliveryEvent[][] arrivals)
    {
        foreach (var batch in arrivals) await database.Events.AddAsync(batch);
        foreach (var message in arrivals.SelectMany(batch => batch).GroupBy(e => e.MessageId))
        {
            var expected = message
                .GroupBy(e => (e.Recipient, ProviderId: e.ProviderId ?? Guid.Empty))
                .OrderBy(group => group.Key.Recipient, StringComparer.Ordinal).ThenBy(group => group.Key.ProviderId)
                .Select(group => group.OrderBy(e => (e.Kind, e.OccurredAt, e.Reason)).Last())
                .Select(e => new RecipientStatus(e.Recipient, e.ProviderId, e.Kind, e.Reason, e.OccurredAt));
            var history = await database.Events.FindAsync(arrivals[0][0].Tenant, message.Key);
            Assert.Equal(expected, history!.Recipients);
            Assert.Equal(message.Select(e => e.EventId).ToHashSet(), history.Events.Select(e => e.EventId).ToHashSet());
        }
    }

    private static (DeliveryEventKind Kind, DeliveryReason Reason, DateTimeOffset At) Furthest(MessageHistory history)
    {
        var status = Assert.Single(history.Recipients);
        return (status.Kind, status.Reason, status.OccurredAt);
    }
}
