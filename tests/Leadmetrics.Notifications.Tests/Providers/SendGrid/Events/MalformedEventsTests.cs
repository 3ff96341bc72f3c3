using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Providers.SendGrid.Events;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tests.Tenancy.Events;
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
        { "email", null }, { "email", "5" }, { "email", "\"\"" }, { "email", "[]" },
        { "timestamp", null }, { "timestamp", "\"1795000000\"" }, { "timestamp", "0" }, { "timestamp", "-1795000000" }, { "timestamp", "999999999" }, { "timestamp", "10000000000" },
        { "timestamp", "1795000000.5" }, { "timestamp", "1e300" }, { "timestamp", "99999999999999999999" },
        { "sg_event_id", null }, { "sg_event_id", "7" }, { "sg_event_id", "\"\"" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void One_event_of_ours_with_a_wrong_property_makes_the_whole_body_malformed(string property, string? json)
    {
        var wrong = Event("delivered", "e2", (property, json is null ? null : JsonNode.Parse(json)));

        Assert.Null(Read(Body(Event("delivered"), wrong)));
        Assert.NotNull(Read(Body(Event("delivered"), Event("open", "e2"))));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void The_same_is_no_defect_of_mail_that_is_not_ours_or_of_a_kind_that_is_not(string property, string? json)
    {
        var value = json is null ? null : JsonNode.Parse(json);
        var read = Read(Body(
            Event("delivered"),
            Event("open", "e2", ("lmn_tenant", null), (property, value?.DeepClone())),
            Event("open", "e3", ("lmn_tenant", "globex"), (property, value?.DeepClone())),
            Event("open", "e4", ("lmn_message_id", new string('m', 999)), (property, value?.DeepClone())),
            Event("group_unsubscribe", "e5", (property, value?.DeepClone())),
            Event("transmogrified", "e6", (property, value?.DeepClone()))))!.Value;

        Assert.Equal("e1", Assert.Single(read.Events).EventId);
        Assert.Equal(new SendGridEventCounts(3, 1, 1), read.Counts);
    }

    [Theory]
    [InlineData("reason")]
    [InlineData("response")]
    [InlineData("status")]
    [InlineData("type")]
    [InlineData("bounce_classification")]
    [InlineData("url")]
    [InlineData("sg_machine_open")]
    [InlineData("event")]
    public void A_property_that_need_not_be_there_is_not_there_where_it_is_of_another_type(string property)
    {
        foreach (var json in new[] { "5", "1.5e300", "null", "{}", "[[1]]", "\"x\"", "false" })
        {
            if ((property, json) is ("reason" or "response" or "status" or "type" or "bounce_classification" or "url", "\"x\"")) continue;
            var odd = Event(property == "event" ? "x" : "open", "e2");
            odd[property] = JsonNode.Parse(json);
            var read = Read(Body(Event("delivered"), odd, Event("bounce", "e3")))!.Value;

            Assert.Equal(property == "event" ? ["e1", "e3"] : ["e1", "e2", "e3"], read.Events.Select(one => one.EventId));
            Assert.All(read.Events, one => Assert.False(one.IsAutomatic));
            Assert.All(read.Events, one => Assert.Null(one.Detail ?? one.Url));
        }
    }

    [Fact]
    public void What_is_just_within_its_bounds_is_taken()
    {
        var read = ReadOne(Event("delivered", new string('i', 255), ("email", new string('e', 320)), ("lmn_message_id", new string('m', 998)), ("timestamp", 9_999_999_999), ("reason", JsonValue.Create((string?)null))));

        Assert.Equal((255, 320, 998), (read.EventId.Length, read.Recipient.Length, read.MessageId.Length));
    }

    /// <summary>Bounds are octets of the text as it is stored: ä is two, a face four, and Ⱥ two that become three in lower case.</summary>
    public static TheoryData<string, string, bool> AtTheBounds => new()
    {
        { "sg_event_id", new string('ä', 127) + "x", true }, { "sg_event_id", new string('ä', 128), false }, { "sg_event_id", new string('e', 256), false },
        { "email", new string('ä', 160), true }, { "email", new string('ä', 160) + "x", false }, { "email", new string('Ä', 160), true }, { "email", new string('e', 321), false },
        { "email", string.Concat(Enumerable.Repeat("😀", 80)), true }, { "email", string.Concat(Enumerable.Repeat("😀", 81)), false },
        { "email", new string('Ⱥ', 106) + "xx", true }, { "email", new string('Ⱥ', 107), false }, { "email", new string('Ⱥ', 160), false }, { "email", new string('\u212A', 320), true },
        { "email", "a\0@b", false }, { "sg_event_id", "e\0", false },
        { "lmn_message_id", new string('ä', 499), true },
    };

    [Theory]
    [MemberData(nameof(AtTheBounds))]
    public void What_no_store_can_keep_is_passed_over_and_the_rest_is_taken(string property, string value, bool isKept)
    {
        var read = Read(Body(Event("delivered"), Event("open", "e2", (property, value)), Event("click", "e3")))!.Value;

        Assert.Equal((isKept ? 3 : 2, isKept ? 0 : 1), (read.Events.Count, read.Counts.Unstorable));
        Assert.Equal(("e1", "e3"), (read.Events[0].EventId, read.Events[^1].EventId));
        Assert.All(read.Events, StoredBounds.Check);
    }

    [Fact]
    public void A_message_id_of_more_octets_than_ours_have_is_none_of_ours() =>
        Assert.Equal(new SendGridEventCounts(1, 0, 0), Read(Body(Event("delivered"), Event("open", "e2", ("lmn_message_id", new string('ä', 500)))))!.Value.Counts);

    [Fact]
    public void Half_a_surrogate_pair_in_an_address_is_passed_over()
    {
        var body = Encoding.UTF8.GetString(Body(Event("delivered"), Event("open", "e2", ("email", "@@")))).Replace("@@", "a\\ud800@b", StringComparison.Ordinal);

        Assert.Equal(1, Read(Encoding.UTF8.GetBytes(body))!.Value.Counts.Unstorable);
    }

    [Fact]
    public void The_event_itself_is_measured_as_it_will_be_stored()
    {
        // 30,000 octets that are no UTF-8 become three each.
        var body = Body(Event("delivered", "e1", ("large", new string('~', 30_000))));
        var spoiled = body.Select(octet => octet == (byte)'~' ? (byte)0xFF : octet).ToArray();
        var few = Body(Event("delivered", "e1", ("large", new string('~', 20_000)))).Select(octet => octet == (byte)'~' ? (byte)0xFF : octet).ToArray();

        Assert.NotNull(Assert.Single(Read(body)!.Value.Events).Raw);
        Assert.Null(Assert.Single(Read(spoiled)!.Value.Events).Raw);
        Assert.NotNull(Assert.Single(Read(few)!.Value.Events).Raw);
    }

    [Fact]
    public void The_longest_texts_of_the_dearest_characters_are_within_the_stores_bounds()
    {
        foreach (var dear in new[] { "\u0001", "\u2028", "\uE000", "ä", "😀", "\"" })
        {
            var text = string.Concat(Enumerable.Repeat(dear, 12_000));
            var facts = Enumerable.Range(0, 60).Select(i => ($"{dear}{i:D2}", (JsonNode?)text[..(dear.Length * 150)])).ToArray();

            StoredBounds.Check(ReadOne(Event("click", "e1", ("url", text), ("k", text[..9_998]))));
            StoredBounds.Check(ReadOne(Event("bounce", "e2", ("reason", "550 " + text))));
            StoredBounds.Check(ReadOne(Event("delivered", "e3", facts)));
        }
    }

    [Fact]
    public void Nesting_without_end_is_malformed() =>
        Assert.Null(Read(Encoding.UTF8.GetBytes("[{\"event\":\"delivered\",\"x\":" + new string('[', 100_000) + new string(']', 100_000) + "}]")));

    [Fact]
    public async Task Whatever_becomes_of_a_body_it_is_read_or_malformed_and_what_is_read_is_stored()
    {
        var store = new EventsInMemory { Forgets = true };
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var template = Body(
            Event("bounce", "e1", ("reason", "550 5.1.1 käse 📭 \u2028"), ("status", "5.1.1"), ("type", "blocked"), ("order", "A\"\\1")),
            Event("click", "e2", ("url", "https://example.com/"), ("sg_machine_open", true), ("category", new JsonArray("a", "b"))),
            Event("transmogrified", "e3", ("inner", new JsonObject { ["a"] = 1.5e3 })),
            Event("dropped", "e4", ("lmn_tenant", "globex")),
            Event("open", new string('Ⱥ', 127), ("email", new string('Ⱥ', 106)), ("lmn_message_id", new string('ä', 499))));
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var body = Mutated(template, random);
            try
            {
                if (Read(body, most: 1 + random.Next(3)) is not { } found) continue;
                read++;
                Assert.All(found.Events, IsBounded);
                if (found.Events.Count > 0) await store.AddAsync([.. found.Events.Select(one => new DeliveryRecord(one))], TestContext.Current.CancellationToken);
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
