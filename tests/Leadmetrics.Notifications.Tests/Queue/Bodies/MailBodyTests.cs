using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Queue.Bodies;

namespace Leadmetrics.Notifications.Tests.Queue.Bodies;

public sealed class MailBodyTests
{
    private static readonly TenantId Acme = new("acme");
    private static readonly byte[] Name = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly EmailMessage Everything = new()
    {
        To = [new("to@example.net", "Jané \"J\" Doe"), new("\"a b\"@example.net") { AllowQuotedLocalPart = true }],
        Cc = [new("cc@bücher.example")],
        Bcc = [new("bcc@example.net")],
        ReplyTo = [new("reply@example.net")],
        From = new("from@example.com", "From"),
        EnvelopeSender = new("bounces@example.com"),
        Subject = "Grüße 🚀",
        Html = "<p class=\"a\">Hello & 'welcome'</p>",
        Text = "Hello\r\n.\r\nwelcome",
        TextFromHtml = true,
        Calendar = new("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n") { FileName = "termin.ics" },
        Attachments = [EmailAttachment.FromBytes("a.bin", new byte[] { 0, 1, 254, 255 }), EmailAttachment.FromStream("b.png", _ => throw new NotSupportedException()).Inline("logo@mail")],
        ListUnsubscribe = new() { Mailto = new("leave@example.com"), MailtoSubject = "leave" },
        Priority = EmailPriority.High,
        InReplyTo = "a@b",
        References = ["c@d", "a@b"],
        Language = "de",
        Headers = new Dictionary<string, string> { ["X-Second"] = "ä", ["X-First"] = "1" },
        Tags = ["one", "two"],
        Metadata = new Dictionary<string, string> { ["order"] = "5", ["customer"] = "7" },
    };

    private static readonly StoredAttachment[] Attachments =
    [
        new("a.bin", "application/octet-stream", null, new byte[] { 0, 1, 254, 255 }, 4, default),
        new("b.png", "image/png", "logo@mail", null, 100_000, Name),
    ];

    private static readonly SendOptions Options = new()
    {
        IsBulk = true,
        IgnoreSuppressions = true,
        UnsubscribeGroup = new UnsubscribeGroup(12) { Shown = [12, 13] },
        TrackOpens = false,
        TrackClicks = true,
        IpPool = "pool",
    };

    private readonly IntakeInMemory _store = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_comes_back_as_it_was()
    {
        _store.Blobs[Convert.ToHexStringLower(Name)] = new byte[100_000];

        var read = Read(MailBodyWriter.Write(Everything, Attachments, Options));

        Assert.Equal(Plain(Everything), Plain(read.Message));
        Assert.Equal(["X-Second", "X-First"], read.Message.Headers.Keys);
        Assert.Equal(Options with { UnsubscribeGroup = null }, read.Options with { UnsubscribeGroup = null });
        Assert.Equal((12, "12,13"), (read.Options.UnsubscribeGroup!.Id, string.Join(',', read.Options.UnsubscribeGroup.Shown)));
        Assert.Equal(("a.bin", "application/octet-stream", null, 4L), Of(read.Message.Attachments[0]));
        Assert.Equal(("b.png", "image/png", "logo@mail", 100_000L), Of(read.Message.Attachments[1]));
        await using var stream = await read.Message.Attachments[1].OpenAsync(Cancel);
        Assert.Equal(100_000, stream.Length);

        static (string, string, string?, long?) Of(EmailAttachment attachment) => (attachment.FileName, attachment.ContentType, attachment.ContentId, attachment.Length);
    }

    // A property that is added and forgotten here would be lost on the way through the queue.
    [Fact]
    public void Every_property_of_a_message_and_of_its_options_is_kept_or_refused_before()
    {
        foreach (var property in typeof(EmailMessage).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Assert.NotEqual(JsonSerializer.Serialize(property.GetValue(new EmailMessage())), property.Name == nameof(EmailMessage.Attachments) ? "" : JsonSerializer.Serialize(property.GetValue(Everything)));
        }

        string[] refused = [nameof(SendOptions.SendAt), nameof(SendOptions.BatchId), nameof(SendOptions.Sandbox)];
        foreach (var property in typeof(SendOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => !refused.Contains(property.Name)))
        {
            Assert.NotEqual(property.GetValue(new SendOptions()), property.GetValue(Options));
            Assert.Equal(JsonSerializer.Serialize(property.GetValue(Options)), JsonSerializer.Serialize(property.GetValue(Read(MailBodyWriter.Write(Everything, Attachments, Options)).Options)));
        }
    }

    // Only ever added to: what stands in databases is read by every later version.
    [Theory]
    [InlineData("mail-1.json")]
    [InlineData("plain-1.json")]
    public void What_was_stored_once_is_read_and_is_written_the_same(string file)
    {
        var golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Queue", "Bodies", "Goldens", file)).AsMemory();
        golden = golden[..golden.Span.TrimEnd((byte)'\n').Length];
        var (message, attachments, options) = file == "mail-1.json" ? (Everything, Attachments, Options) : (new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello." }, [], new SendOptions());

        Assert.Equal(Encoding.UTF8.GetString(golden.Span), Encoding.UTF8.GetString(MailBodyWriter.Write(message, attachments, options).Span));
        Assert.Equal(Plain(message), Plain(Read(golden).Message));
    }

    [Fact]
    public void What_a_newer_version_adds_is_passed_over()
    {
        var body = JsonNode.Parse(MailBodyWriter.Write(Everything, Attachments, Options).Span)!;
        foreach (var place in (JsonNode[])[body, body["message"]!, body["message"]!["to"]![0]!, body["attachments"]![0]!, body["attachments"]![1]!, body["options"]!, body["options"]!["unsubscribeGroup"]!])
        {
            place["newer"] = new JsonObject { ["list"] = new JsonArray(1, new JsonObject()), ["version"] = 9 };
            place["another"] = true;
        }

        var read = Read(Encoding.UTF8.GetBytes(body.ToJsonString()));

        Assert.Equal(Plain(Everything), Plain(read.Message));
        Assert.Equal((2, true, "pool"), (read.Message.Attachments.Count, read.Options.IsBulk, read.Options.IpPool));
    }

    [Fact]
    public void Whatever_is_cut_off_or_put_behind_it_is_not_read()
    {
        var body = MailBodyWriter.Write(Everything, Attachments, Options);
        for (var length = 0; length < body.Length; length++) Assert.Throws<MailBodyException>(() => Read(body[..length]));
        Assert.Throws<MailBodyException>(() => Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span) + "x")));
        Assert.Throws<MailBodyException>(() => Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span) + "{}")));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"version\"")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"message":{"to":[]}}""")]
    [InlineData("""{"version":0,"message":{"to":[]}}""")]
    [InlineData("""{"version":"1","message":{"to":[]}}""")]
    [InlineData("""{"version":99999999999,"message":{"to":[]}}""")]
    [InlineData("""{"version":1,"message":null}""")]
    [InlineData("""{"version":1,"message":{"to":5}}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"attachments":5}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"attachments":[5]}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"attachments":[{"fileName":"a","contentType":"b/c"}]}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"attachments":[{"fileName":"a","contentType":"b/c","content":"%"}]}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"attachments":[{"fileName":"a","contentType":"b/c","length":1,"sha256":"00"}]}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"attachments":[{"fileName":"a","contentType":"b/c","length":1,"sha256":"x"}]}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"attachments":[{"fileName":null,"contentType":"b/c","content":""}]}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"options":{"isBulk":1}}""")]
    [InlineData("""{"version":1,"message":{"to":[]},"options":{"unsubscribeGroup":{}}}""")]
    public void What_is_no_mail_is_one_kind_of_error(string body) => Assert.False(Assert.Throws<MailBodyException>(() => Read(Encoding.UTF8.GetBytes(body))).IsOfLaterForm);

    [Theory]
    [InlineData("""{"version":2,"message":{"to":[]}}""")]
    [InlineData("""{"version":2,"message":"of another kind","attachments":5}""")]
    [InlineData("""{"message":{"to":[]},"version":3}""")]
    public void What_a_later_version_wrote_is_told_from_what_is_no_mail(string body) => Assert.True(Assert.Throws<MailBodyException>(() => Read(Encoding.UTF8.GetBytes(body))).IsOfLaterForm);

    [Fact]
    public async Task A_content_that_the_store_has_lost_is_told_by_its_field()
    {
        var read = Read(MailBodyWriter.Write(Everything, Attachments, Options));

        var refused = await Assert.ThrowsAsync<EmailMessageException>(async () => await read.Message.Attachments[1].OpenAsync(Cancel));

        Assert.Equal("attachments[1]", refused.Field);
        Assert.Null(refused.InnerException);
    }

    [Fact]
    public void Equal_mails_have_one_hash_whatever_the_order_of_their_fields_and_any_difference_another()
    {
        var turned = Everything with
        {
            Headers = new Dictionary<string, string> { ["X-First"] = "1", ["X-Second"] = "ä" },
            Metadata = new Dictionary<string, string> { ["customer"] = "7", ["order"] = "5" },
        };
        Assert.Equal(Hash(Everything, Attachments, Options), Hash(turned, Attachments, Options));

        string[] others =
        [
            Hash(Everything with { Subject = "x" }, Attachments, Options),
            Hash(Everything with { Headers = new Dictionary<string, string> { ["X-First"] = "2", ["X-Second"] = "ä" } }, Attachments, Options),
            Hash(Everything, [Attachments[0]], Options),
            Hash(Everything, [Attachments[0], Attachments[1] with { Sha256 = new byte[32] }], Options),
            Hash(Everything, [Attachments[0] with { Content = new byte[] { 0, 1, 254, 254 } }, Attachments[1]], Options),
            Hash(Everything, Attachments, Options with { IsBulk = false }),
            Hash(Everything, Attachments, new SendOptions()),
        ];
        Assert.Equal(others.Length, others.Distinct().Count());
        Assert.DoesNotContain(Hash(Everything, Attachments, Options), others);
    }

    [Fact]
    public void Half_a_character_becomes_the_sign_for_it_and_html_is_not_blown_up()
    {
        var body = MailBodyWriter.Write(new EmailMessage { To = [new("jane@example.net")], Subject = "a\ud800b", Html = "<p>ä" + new string('<', 1000) }, [], new SendOptions());

        Assert.Equal("a\ufffdb", Read(body).Message.Subject);
        Assert.InRange(body.Length, 1000, 1400);
    }

    private static string Hash(EmailMessage message, StoredAttachment[] attachments, SendOptions options) =>
        Convert.ToHexStringLower(MailBodyWriter.Hash(message, attachments, options, MailBodyWriter.Write(message, attachments, options)).Span);

    private static string Plain(EmailMessage message) => JsonSerializer.Serialize(message with { Attachments = [] }, EmailMessageJson.Default.EmailMessage);

    private StoredMail Read(ReadOnlyMemory<byte> body) => MailBodyReader.Read(body.Span, Acme, _store);
}
