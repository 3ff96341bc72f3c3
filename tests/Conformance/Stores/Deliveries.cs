using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Delivery events and suppressions to store and to compare.</summary>
public static class Deliveries
{
    public const string MessageId = "20261122.1@mail.acme.test";

    public const string Jane = "jane@customer.test";

    public static Guid Row { get; } = new("11111111-2222-3333-4444-555555555555");

    /// <summary>An event with null wherever null may be, of the platform's account.</summary>
    public static DeliveryEvent Plain(string eventId = "e1", DeliveryEventKind kind = DeliveryEventKind.Delivered, TenantId? tenant = null) => new()
    {
        Tenant = tenant ?? Rows.Acme,
        MessageId = MessageId,
        Provider = "sendgrid",
        EventId = eventId,
        Kind = kind,
        Recipient = Jane,
        OccurredAt = Rows.At,
        ReceivedAt = Rows.At.AddSeconds(2),
    };

    /// <summary>An event with a value in every column, none of them a default.</summary>
    public static DeliveryEvent Full(TenantId? tenant = null) => Plain("sg_event/1==", DeliveryEventKind.Bounced, tenant) with
    {
        ProviderId = Row,
        Reason = DeliveryReason.MailboxUnknown,
        Code = 550,
        EnhancedCode = "5.1.1",
        Detail = "550 5.1.1 größer 📎 <jane@customer.test>",
        Url = "https://acme.test/?a=1&b=%20",
        IsAutomatic = true,
        Metadata = new Dictionary<string, string> { ["campaign"] = "spring \"2026\" \\ 📎", ["größe"] = "", [""] = "nameless" },
        Raw = """{"event":"bounce","email":"jane@customer.test","reason":"größer 📎"}""",
    };

    public static Suppression Entry(string address = Jane, SuppressionReason reason = SuppressionReason.HardBounce, TenantId? tenant = null) => new()
    {
        Tenant = tenant ?? Rows.Acme,
        Address = address,
        Reason = reason,
        Scope = SuppressionScope.All,
        CreatedAt = Rows.At,
    };

    /// <summary>Stores events that nothing follows from.</summary>
    public static Task<IReadOnlyList<bool>> AddAsync(this IDeliveryEventStore store, params DeliveryEvent[] events)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(events);
        return store.AddAsync([.. events.Select(e => new DeliveryRecord(e))]);
    }

    /// <summary>The history of the one message.</summary>
    public static async Task<MessageHistory> HistoryAsync(this IDeliveryEventStore store, TenantId? tenant = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        var history = await store.FindAsync(tenant ?? Rows.Acme, MessageId);
        Assert.NotNull(history);
        return history;
    }

    /// <summary>Compares every column by value; two dictionaries of a record would compare by place.</summary>
    public static void AssertEqual(DeliveryEvent expected, DeliveryEvent actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        Assert.Equal(expected.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal), actual.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal(expected, actual with { Metadata = expected.Metadata });
    }
}
