using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Providers.SendGrid.Events;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;

/// <summary>Events as SendGrid writes them.</summary>
internal static class GivenEvents
{
    public const long At = 1_795_000_000;

    public static readonly TenantId Acme = new("acme");
    public static readonly Guid Row = new("0192f3c4-5a6b-7c8d-9e0f-112233445566");
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static SendGridEventScope OfRow => new(Acme, Row, Now);

    public static SendGridEventScope OfPlatform => new(null, null, Now);

    /// <summary>An event of ours, with properties changed or, where they are null, taken away.</summary>
    public static JsonObject Event(string kind, string id = "e1", params (string Name, JsonNode? Value)[] more)
    {
        var made = new JsonObject
        {
            ["email"] = "Jane@Example.net",
            ["event"] = kind,
            ["timestamp"] = At,
            ["sg_event_id"] = id,
            ["sg_message_id"] = "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-1",
            ["smtp-id"] = "<LRzXl@ismtpd.sendgrid.net>",
            ["lmn_message_id"] = "m1@acme.example",
            ["lmn_tenant"] = "acme",
        };
        foreach (var (name, value) in more)
        {
            if (value is null) made.Remove(name);
            else made[name] = value;
        }

        return made;
    }

    public static byte[] Body(params IEnumerable<JsonNode> events) => Encoding.UTF8.GetBytes("[" + string.Join(",\r\n", events.Select(one => one.ToJsonString())) + "]\r\n");

    /// <summary>So many deliveries, each of its own id and address.</summary>
    public static byte[] Many(int count) => Body(Enumerable.Range(0, count).Select(i => Event("delivered", string.Create(CultureInfo.InvariantCulture, $"e{i:D6}"), ("email", $"jane{i:D6}@example.net"), ("response", "250 2.0.0 OK"))));

    /// <summary>All events of a body, and what was passed over; null where it is malformed.</summary>
    public static (IReadOnlyList<DeliveryEvent> Events, SendGridEventCounts Counts)? Read(byte[] body, SendGridEventScope? scope = null, int most = 1000)
    {
        if (SendGridEvents.TryOpen(body, scope ?? OfRow) is not { } events) return null;
        var all = new List<DeliveryEvent>();
        while (true)
        {
            var chunk = new List<DeliveryEvent>();
            var more = events.Read(chunk, most);
            Assert.InRange(chunk.Count, 0, most);
            all.AddRange(chunk);
            if (!more) return (all, events.Counts);
        }
    }

    /// <summary>The one event of a body.</summary>
    public static DeliveryEvent ReadOne(JsonNode made, SendGridEventScope? scope = null) => Assert.Single(Read(Body(made), scope)!.Value.Events);
}
