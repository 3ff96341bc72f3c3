using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>A recipient's address in what is kept of others.</summary>
public abstract partial class ErasureStoreConformance
{
    private const string Sales = "sales@customer.test";

    [Fact]
    public async Task Address_goes_out_of_others_texts_and_the_events_and_entries_stay()
    {
        await using var database = await CreateAsync();
        var metadata = new Dictionary<string, string> { ["campaign"] = "spring", ["cc"] = "Jane@Customer.TEST" };
        var whole = Deliveries.Full() with { Recipient = Sales, Detail = "550 none here", Metadata = Deliveries.Plain().Metadata, Raw = "{}" };
        var kept = whole with
        {
            EventId = "kept",
            Detail = "550 <mary.jane@customer.test>",
            Url = "https://acme.test/?to=mary.jane%40customer.test",
            Metadata = new Dictionary<string, string> { ["cc"] = "mary.jane@customer.test" },
            Raw = """{"reason":"550 \u003cmary.jane@customer.test\u003e"}""",
        };
        (DeliveryEvent Given, DeliveryEvent Left)[] events =
        [
            (whole with { EventId = "detail", Detail = "550 <jane@customer.test> unknown" }, whole with { EventId = "detail", Detail = null }),
            (whole with { EventId = "url", Url = "https://acme.test/?to=Jane%40customer.test&b=1" }, whole with { EventId = "url", Url = null }),
            (whole with { EventId = "metadata", Metadata = metadata }, whole with { EventId = "metadata" }),
            (whole with { EventId = "raw", Raw = """{"reason":"550\njane\u0040customer.test unknown"}""" }, whole with { EventId = "raw", Raw = null }),
            (whole with { EventId = "two", ProviderId = null, Detail = "jane@customer.test", Raw = "jane@customer.test" }, whole with { EventId = "two", ProviderId = null, Detail = null, Raw = null }),
            (kept, kept),
        ];
        await database.Events.AddAsync([.. events.Select(e => e.Given)]);
        await database.Events.AddAsync(Deliveries.Full(Globex) with { Recipient = Sales });
        await database.Suppressions.SetAsync(Deliveries.Entry(Sales) with { Note = "550 <jane@customer.test> unknown" });
        await database.Suppressions.SetAsync(Deliveries.Entry(Sales, SuppressionReason.Manual) with { Note = "mary.jane@customer.test said so" });
        await database.Suppressions.SetAsync(Deliveries.Entry(Sales, tenant: Globex) with { Note = "jane@customer.test" });
        var trace = RecipientTrace.Of(new EmailAddress("jane@customer.test"));

        Assert.Equal(new ErasedRecipient(0) { Texts = 7 }, await database.Erasure.EraseRecipientAsync(Rows.Acme, trace));

        var stored = (await database.Events.HistoryAsync()).Events;
        Assert.Equal(events.Length, stored.Count);
        foreach (var (_, left) in events) Deliveries.AssertEqual(left, Assert.Single(stored, e => e.EventId == left.EventId));
        Deliveries.AssertEqual(Deliveries.Full(Globex) with { Recipient = Sales }, Assert.Single((await database.Events.HistoryAsync(Globex)).Events));
        var entries = await database.Suppressions.FindAsync(Rows.Acme, [Sales], Rows.At);
        Assert.Equal([null, "mary.jane@customer.test said so"], entries.OrderBy(entry => entry.Reason).Select(entry => entry.Note));
        Assert.Equal("jane@customer.test", Assert.Single(await database.Suppressions.FindAsync(Globex, [Sales], Rows.At)).Note);
        Assert.Equal(new ErasedRecipient(0), await database.Erasure.EraseRecipientAsync(Rows.Acme, trace));
    }

    [Fact]
    public async Task Address_is_found_on_every_page_of_events_and_entries()
    {
        await using var database = await CreateAsync();
        await AddAsync("a", 1000);
        await AddAsync("b", 1);

        Assert.Equal(new ErasedRecipient(0) { Texts = 2002 }, await database.Erasure.EraseRecipientAsync(Rows.Acme, RecipientTrace.Of(new EmailAddress("jane@customer.test"))));

        async Task AddAsync(string name, int count) => await database.Events.AddAsync([.. Enumerable.Range(0, count).Select(i => new DeliveryRecord(
            Deliveries.Plain($"{name}{i}") with { Recipient = Sales, Detail = "jane@customer.test" }, Deliveries.Entry($"{name}{i}@customer.test") with { Note = "jane@customer.test" }))]);
    }
}
