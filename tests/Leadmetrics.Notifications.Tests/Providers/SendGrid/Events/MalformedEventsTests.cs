using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Delivery;
using static Leadmetrics.Notifications.Tests.Providers.SendGrid.Events.GivenEvents;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;

public sealed class MalformedEventsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("""["event"]""")]
    [InlineData("""[{"event":"delivered"}]]""")]
    [InlineData("""[{"event":"delivered"}]x""")]
    [InlineData("""[{"event":"delivered"}] [{"event":"open"}]""")]
    [InlineData("""[{"event":"delivered"},]""")]
    [InlineData("""[{"event":"delivered"}""")]
    [InlineData("""[{"event":"delivered"},{]""")]
    [InlineData("""[{"event":"delivered"},5]""")]
    [InlineData("""[{"event":5}]""")]
    [InlineData("""[{"event":null}]""")]
    [InlineData("""[{"event":"delivered"},{"email":"a@b.example"}]""")]
    [InlineData("""{"event":"delivered"}""")]
    public void A_body_that_is_no_list_of_events_is_malformed(string body) => Assert.Null(Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_body_in_which_no_kind_is_known_is_malformed()
    {
        Assert.Null(Read(Body(Event("transmogrified"), Event("Delivered"))));
        Assert.NotNull(Read(Body(Event("transmogrified"), Event("group_unsubscribe"))));
    }

    public static TheoryData<string, string?> Wrong => new()
    {
        { "email", null }, { "email", "5" }, { "email", "\"\"" }, { "email", "[]" }, { "email", "\"" + new string('e', 321) + "\"" }, { "email", "\"a\\u0000@b\"" }, { "email", "\"a\\ud800@b\"" },
        { "timestamp", null }, { "timestamp", "\"1795000000\"" }, { "timestamp", "0" }, { "timestamp", "-1795000000" }, { "timestamp", "999999999" }, { "timestamp", "10000000000" },
        { "timestamp", "1795000000.5" }, { "timestamp", "1e300" }, { "timestamp", "99999999999999999999" },
        { "sg_event_id", null }, { "sg_event_id", "7" }, { "sg_event_id", "\"\"" }, { "sg_event_id", "\"" + new string('e', 256) + "\"" },
        { "reason", "{}" }, { "response", "[]" }, { "status", "5" }, { "type", "true" }, { "bounce_classification", "5" }, { "url", "{}" }, { "sg_machine_open", "\"true\"" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void One_event_of_ours_with_a_wrong_property_makes_the_whole_body_malformed(string property, string? json)
    {
        var wrong = Event("delivered", "e2", (property, json is null ? null : JsonNode.Parse(json)));
        if (json?.Contains("\\u", StringComparison.Ordinal) == true) wrong[property] = "@@";
        var body = Encoding.UTF8.GetString(Body(Event("delivered"), wrong)).Replace("\"@@\"", json, StringComparison.Ordinal);

        Assert.Null(Read(Encoding.UTF8.GetBytes(body)));
        Assert.NotNull(Read(Body(Event("delivered"), Event("open", "e2"))));
    }

    [Fact]
    public void What_is_just_within_its_bounds_is_taken()
    {
        var read = ReadOne(Event("delivered", new string('i', 255), ("email", new string('e', 320)), ("lmn_message_id", new string('m', 998)), ("timestamp", 9_999_999_999), ("reason", JsonValue.Create((string?)null))));

        Assert.Equal((255, 320, 998), (read.EventId.Length, read.Recipient.Length, read.MessageId.Length));
    }

    [Fact]
    public void Nesting_without_end_is_malformed() =>
        Assert.Null(Read(Encoding.UTF8.GetBytes("[{\"event\":\"delivered\",\"x\":" + new string('[', 100_000) + new string(']', 100_000) + "}]")));

    [Fact]
    public void Whatever_becomes_of_a_body_it_is_read_or_malformed_and_what_is_read_is_within_its_bounds()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var template = Body(
            Event("bounce", "e1", ("reason", "550 5.1.1 käse 📭 \u2028"), ("status", "5.1.1"), ("type", "blocked"), ("order", "A\"\\1")),
            Event("click", "e2", ("url", "https://example.com/"), ("sg_machine_open", true), ("category", new JsonArray("a", "b"))),
            Event("transmogrified", "e3", ("inner", new JsonObject { ["a"] = 1.5e3 })),
            Event("dropped", "e4", ("lmn_tenant", "globex")));
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var body = Mutated(template, random);
            try
            {
                if (Read(body, most: 1 + random.Next(3)) is not { } found) continue;
                read++;
                Assert.All(found.Events, IsBounded);
            }
            catch (Exception thrown)
            {
                Assert.Fail($"seed {seed}, round {round}: {Convert.ToBase64String(body)}\n{thrown}");
            }
        }

        Assert.InRange(read, 100, 19_000);
    }

    private static void IsBounded(DeliveryEvent read)
    {
        Assert.InRange(read.EventId.Length, 1, 255);
        Assert.InRange(read.Recipient.Length, 1, 320);
        Assert.InRange(read.MessageId.Length, 1, 998);
        Assert.InRange(read.Detail?.Length ?? 0, 0, 200);
        Assert.Equal(Acme, read.Tenant);
        string?[] texts = [read.EventId, read.Recipient, read.MessageId, read.Detail, read.Url, read.Raw, .. read.Metadata.Keys, .. read.Metadata.Values];
        Assert.All(texts, text => Assert.True(text is null || (!text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text)));
    }

    private static byte[] Mutated(byte[] template, Random random)
    {
        var body = template.ToList();
        byte[][] pieces = [[0], [0xFF], [0xC3], "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(), "\""u8.ToArray(), "\\"u8.ToArray(), "{"u8.ToArray(), "]"u8.ToArray(), ","u8.ToArray(), "null"u8.ToArray(), "1e999"u8.ToArray(), "-"u8.ToArray()];
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(5))
            {
                case 0: body[at] = (byte)random.Next(256); break;
                case 1: body.RemoveRange(at, Math.Min(random.Next(1, 40), body.Count - at)); break;
                case 2: body.InsertRange(at, pieces[random.Next(pieces.Length)]); break;
                case 3: body.InsertRange(at, template.AsSpan(random.Next(template.Length - 60), random.Next(1, 60)).ToArray()); break;
                default: body[at] ^= (byte)(1 << random.Next(8)); break;
            }

            if (body.Count == 0) body.Add((byte)'[');
        }

        return [.. body];
    }
}
