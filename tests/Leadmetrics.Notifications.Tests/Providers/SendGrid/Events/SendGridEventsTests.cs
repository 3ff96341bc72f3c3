using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Providers.SendGrid.Events;
using static Leadmetrics.Notifications.Tests.Providers.SendGrid.Events.GivenEvents;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;

public sealed class SendGridEventsTests
{
    [Theory]
    [InlineData("processed", DeliveryEventKind.Accepted)]
    [InlineData("deferred", DeliveryEventKind.Deferred)]
    [InlineData("delivered", DeliveryEventKind.Delivered)]
    [InlineData("open", DeliveryEventKind.Opened)]
    [InlineData("click", DeliveryEventKind.Clicked)]
    [InlineData("bounce", DeliveryEventKind.Bounced)]
    [InlineData("dropped", DeliveryEventKind.Dropped)]
    [InlineData("spamreport", DeliveryEventKind.Complained)]
    [InlineData("unsubscribe", DeliveryEventKind.Unsubscribed)]
    public void Each_of_SendGrids_kinds_is_one_of_ours(string word, DeliveryEventKind kind) => Assert.Equal(kind, ReadOne(Event(word)).Kind);

    [Fact]
    public void An_event_is_the_rows_and_says_whom_it_concerns_and_when_it_was()
    {
        var made = Event("delivered", "ZGVsaXZlcmVk", ("response", "250 2.0.0 OK 1795"));

        var read = ReadOne(made);

        Assert.Equal((Acme, Row, "sendgrid", "ZGVsaXZlcmVk", "m1@acme.example"), (read.Tenant, read.ProviderId, read.Provider, read.EventId, read.MessageId));
        Assert.Equal(("jane@example.net", DateTimeOffset.FromUnixTimeSeconds(At), Now), (read.Recipient, read.OccurredAt, read.ReceivedAt));
        Assert.Equal((250, "2.0.0", DeliveryReason.None, "250 2.0.0 OK 1795"), (read.Code, read.EnhancedCode, read.Reason, read.Detail));
        Assert.Equal(made.ToJsonString(), read.Raw);
        Assert.Empty(read.Metadata);
    }

    [Fact]
    public void The_platforms_events_are_whose_they_say_and_have_no_row()
    {
        var read = ReadOne(Event("delivered", "e1", ("lmn_tenant", "globex")), OfPlatform);

        Assert.Equal(("globex", null), (read.Tenant.Value, read.ProviderId));
    }

    [Theory]
    [InlineData("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist", "bounce", 550, "5.1.1", DeliveryReason.MailboxUnknown)]
    [InlineData("5.2.2", "552 5.2.2 over quota", "blocked", 552, "5.2.2", DeliveryReason.MailboxFull)]
    [InlineData("5.0.0", "550 5.1.1 no such user", "bounce", 550, "5.1.1", DeliveryReason.MailboxUnknown)]
    [InlineData("5.0.0", "550-5.1.1 no such user", "bounce", 550, "5.1.1", DeliveryReason.MailboxUnknown)]
    [InlineData("5.0.0", "unable to get mx info", "blocked", null, "5.0.0", DeliveryReason.Blocked)]
    [InlineData("", "554 refused", "blocked", 554, null, DeliveryReason.Blocked)]
    [InlineData("5.0.0", "550", "bounce", 550, "5.0.0", DeliveryReason.Other)]
    [InlineData("5.9999.0", "650 5.1.1 no reply code", "bounce", null, null, DeliveryReason.Other)]
    [InlineData("hello", "5501 no reply code", "bounce", null, null, DeliveryReason.Other)]
    public void A_bounce_says_its_codes_and_one_word_for_why(string status, string reason, string type, int? code, string? enhanced, DeliveryReason why)
    {
        var read = ReadOne(Event("bounce", "e1", ("status", status), ("reason", reason), ("type", type)));

        Assert.Equal((DeliveryEventKind.Bounced, code, enhanced, why, reason), (read.Kind, read.Code, read.EnhancedCode, read.Reason, read.Detail));
    }

    [Theory]
    [InlineData("Invalid Address", DeliveryReason.MailboxUnknown)]
    [InlineData("Content", DeliveryReason.Spam)]
    [InlineData("reputation", DeliveryReason.Blocked)]
    [InlineData("Frequency or Volume Too High", DeliveryReason.Throttled)]
    [InlineData("Technical", DeliveryReason.Other)]
    public void SendGrids_own_classification_speaks_where_the_reply_says_nothing(string classification, DeliveryReason why)
    {
        Assert.Equal(why, ReadOne(Event("bounce", "e1", ("status", "5.0.0"), ("reason", "no"), ("bounce_classification", classification), ("type", "bounce"))).Reason);
        Assert.Equal(DeliveryReason.MailboxFull, ReadOne(Event("bounce", "e1", ("status", "5.2.2"), ("reason", "552 5.2.2 full"), ("bounce_classification", classification))).Reason);
    }

    [Theory]
    [InlineData("Bounced Address", DeliveryReason.SuppressedByProvider)]
    [InlineData("Spam Reporting Address", DeliveryReason.SuppressedByProvider)]
    [InlineData("Unsubscribed Address", DeliveryReason.SuppressedByProvider)]
    [InlineData("Invalid", DeliveryReason.MailboxUnknown)]
    [InlineData("Invalid SMTPAPI header", DeliveryReason.Other)]
    [InlineData("Spam Content (if Spam Checker app is enabled)", DeliveryReason.Spam)]
    [InlineData("Recipient List over Package Quota", DeliveryReason.Other)]
    [InlineData(null, DeliveryReason.Other)]
    public void A_drop_says_why_in_SendGrids_words(string? reason, DeliveryReason why) => Assert.Equal(why, ReadOne(Event("dropped", "e1", ("reason", reason))).Reason);

    [Fact]
    public void A_deferral_has_its_reply_in_response()
    {
        var read = ReadOne(Event("deferred", "e1", ("response", "451 4.4.1 connection timed out"), ("attempt", "5")));

        Assert.Equal((451, "4.4.1", DeliveryReason.Unreachable, "451 4.4.1 connection timed out"), (read.Code, read.EnhancedCode, read.Reason, read.Detail));
    }

    [Fact]
    public void Each_kind_has_one_property_for_what_the_receiver_said_and_others_say_nothing()
    {
        static DeliveryEvent Of(string kind) => ReadOne(Event(kind, "e1", ("response", "451 4.4.1 no answer"), ("reason", "550 5.1.1 no such user"), ("status", "5.1.1"), ("sg_machine_open", true)));

        Assert.Equal(["451 4.4.1 no answer", "451 4.4.1 no answer"], new[] { "delivered", "deferred" }.Select(kind => Of(kind).Detail));
        Assert.Equal(["550 5.1.1 no such user", "550 5.1.1 no such user"], new[] { "bounce", "dropped" }.Select(kind => Of(kind).Detail));
        foreach (var kind in new[] { "processed", "open", "click", "spamreport", "unsubscribe" }) Assert.Equal((null, null, null), (Of(kind).Detail, Of(kind).Code, Of(kind).EnhancedCode));
        Assert.False(Of("click").IsAutomatic);
    }

    [Fact]
    public void An_open_tells_whether_a_machine_opened_and_a_click_where_it_led()
    {
        Assert.True(ReadOne(Event("open", "e1", ("sg_machine_open", true))).IsAutomatic);
        Assert.False(ReadOne(Event("open", "e1", ("sg_machine_open", false))).IsAutomatic);
        Assert.False(ReadOne(Event("open")).IsAutomatic);
        Assert.Equal("https://example.com/a?b=c", ReadOne(Event("click", "e1", ("url", "https://example.com/a?b=c"))).Url);
        Assert.Null(ReadOne(Event("open", "e1", ("url", "https://example.com/"))).Url);
    }

    [Fact]
    public void What_is_neither_SendGrids_nor_ours_is_the_messages_own()
    {
        var read = ReadOne(Event("delivered", "e1", ("order", "A-1"), ("käse", "groß <b>"), ("category", "news"), ("useragent", "curl"), ("lmn_other", "x"), ("count", 5), ("list", new JsonArray("a")), ("inner", new JsonObject { ["order"] = "B" })));

        Assert.Equal([("käse", "groß <b>"), ("order", "A-1")], read.Metadata.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Order());
    }

    [Fact]
    public void The_messages_own_are_fifty_at_most_and_ten_thousand_characters_in_all()
    {
        var many = ReadOne(Event("delivered", "e1", [.. Enumerable.Range(0, 60).Select(i => ($"k{i}", (JsonNode?)"v"))]));
        var large = ReadOne(Event("delivered", "e1", ("a", new string('x', 9_000)), ("b", new string('y', 2_000)), ("c", new string('z', 20_000)), ("d", "small")));

        Assert.Equal(50, many.Metadata.Count);
        Assert.Equal(["a", "d"], large.Metadata.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Texts_are_bounded_printable_and_free_of_NULs_and_half_surrogate_pairs()
    {
        var text = """[{"event":"click","email":"a@b.example","timestamp":1795000000,"sg_event_id":"e","lmn_message_id":"m","lmn_tenant":"acme","url":"http://x/\ud83d\u0000y","k":"\u0000\ud83dv"}]""";

        var bounce = text.Replace("\"click\"", """ "bounce","reason":"550 \u0000a\ud800\n\u00e9\ud83d\ude00\udc00" """, StringComparison.Ordinal);

        var read = Assert.Single(Read(System.Text.Encoding.UTF8.GetBytes(text))!.Value.Events);

        Assert.Equal("550 a\uFFFD é😀\uFFFD", Assert.Single(Read(System.Text.Encoding.UTF8.GetBytes(bounce))!.Value.Events).Detail);
        Assert.Equal("http://x/\uFFFDy", read.Url);
        Assert.Equal("\uFFFDv", read.Metadata["k"]);
        Assert.Equal(2048, ReadOne(Event("click", "e1", ("url", "http://" + new string('u', 5_000)))).Url!.Length);
        Assert.Equal(2047, ReadOne(Event("click", "e1", ("url", "http:/" + new string('u', 2_041) + "😀"))).Url!.Length);
        Assert.Equal(200, ReadOne(Event("bounce", "e1", ("reason", "550 " + new string('r', 100_000)))).Detail!.Length);
    }

    [Fact]
    public void An_event_of_more_than_64_KiB_is_kept_without_its_text()
    {
        Assert.Null(ReadOne(Event("delivered", "e1", ("large", new string('x', 64 * 1024)))).Raw);
        Assert.NotNull(ReadOne(Event("delivered", "e1", ("large", new string('x', 63 * 1024)))).Raw);
    }

    [Fact]
    public void Octets_that_are_no_UTF8_are_replaced_and_nothing_is_lost_behind_them()
    {
        var body = Body(Event("delivered", "e1", ("order", "AxB")), Event("open", "e2"));
        body[Array.IndexOf(body, (byte)'x', System.Text.Encoding.UTF8.GetString(body).IndexOf("AxB", StringComparison.Ordinal))] = 0xFF;

        var read = Read(body)!.Value.Events;

        Assert.Equal("A\uFFFDB", read[0].Metadata["order"]);
        Assert.Contains("A\uFFFDB", read[0].Raw, StringComparison.Ordinal);
        Assert.Equal("e2", read[1].EventId);
    }

    [Fact]
    public void Mail_that_was_sent_otherwise_or_for_another_tenant_is_foreign()
    {
        var read = Read(Body(
            Event("delivered", "e1", ("lmn_tenant", null)),
            Event("delivered", "e2", ("lmn_message_id", null)),
            Event("delivered", "e3", ("lmn_tenant", "globex")),
            Event("delivered", "e4", ("lmn_tenant", "ACME")),
            Event("delivered", "e5", ("lmn_tenant", 5)),
            Event("delivered", "e6", ("lmn_message_id", new string('m', 999))),
            Event("delivered", "e7", ("lmn_tenant", "ac\0me")),
            Event("delivered", "e8")))!.Value;

        Assert.Equal("e8", Assert.Single(read.Events).EventId);
        Assert.Equal(new SendGridEventCounts(7, 0, 0), read.Counts);
    }

    [Fact]
    public void Groups_and_the_accounts_own_status_are_known_and_passed_over_and_unknown_kinds_beside_known_ones_too()
    {
        var read = Read(Body(
            Event("group_unsubscribe"),
            Event("group_resubscribe"),
            new JsonObject { ["event"] = "account_status_change", ["timestamp"] = At, ["type"] = "compliance_suspend", ["sg_event_id"] = "x" },
            Event("transmogrified"),
            Event("delivered", "e9")))!.Value;

        Assert.Equal("e9", Assert.Single(read.Events).EventId);
        Assert.Equal(new SendGridEventCounts(0, 3, 1), read.Counts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Events_come_in_their_order_in_pieces_of_any_size(int most)
    {
        var read = Read(Many(100), most: most)!.Value.Events;

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"e{i:D6}"), read.Select(one => one.EventId));
        Assert.Equal("jane000099@example.net", read[^1].Recipient);
    }
}
