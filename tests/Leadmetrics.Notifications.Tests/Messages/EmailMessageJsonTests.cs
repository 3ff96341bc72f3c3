using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Leadmetrics.Notifications.Tests.Mime;

namespace Leadmetrics.Notifications.Tests.Messages;

public sealed class EmailMessageJsonTests
{
    private static readonly EmailMessage Everything = new()
    {
        To = [new("to@example.net", "Jané \"J\" Doe"), new("\"a b\"@example.net") { AllowQuotedLocalPart = true }],
        Cc = [new("cc@bücher.example")],
        Bcc = [new("bcc@example.net")],
        ReplyTo = [new("reply@example.net")],
        From = new("from@example.com", "From"),
        EnvelopeSender = new("bounces@example.com"),
        Subject = "Grüße 🚀",
        Html = "<p>Hello & welcome</p>",
        Text = "Hello\r\n.\r\nwelcome",
        Calendar = new("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n") { FileName = "termin.ics" },
        Attachments = [EmailAttachment.FromBytes("a.bin", new byte[] { 0, 1, 254, 255 }), EmailAttachment.FromBytes("b.png", "png"u8.ToArray()).Inline("logo@mail")],
        ListUnsubscribe = new() { Mailto = new("leave@example.com"), MailtoSubject = "leave" },
        Priority = EmailPriority.High,
        InReplyTo = "a@b",
        References = ["c@d", "a@b"],
        Language = "de",
        Headers = new Dictionary<string, string> { ["X-Own"] = "ä" },
        Tags = ["one", "two"],
        Metadata = new Dictionary<string, string> { ["order"] = "5" },
    };

    [Fact]
    public async Task A_message_comes_back_as_it_was()
    {
        var read = RoundTrip(Everything);

        Assert.Equal(await Written.AsBytesAsync(Written.Submit(Everything), Everything.From!), await Written.AsBytesAsync(Written.Submit(read), read.From!));
        Assert.Equal(Everything.Bcc, read.Bcc);
        Assert.Equal(Everything.To, read.To);
        Assert.Equal((Everything.EnvelopeSender, Everything.Calendar, Everything.ListUnsubscribe), (read.EnvelopeSender, read.Calendar, read.ListUnsubscribe));
        Assert.Equal(Everything.Tags, read.Tags);
        Assert.Equal(Everything.Metadata, read.Metadata);
        Assert.Equal(Json(Everything), Json(read));
    }

    [Fact]
    public void What_goes_with_one_recipient_or_without_a_text_comes_back_too()
    {
        var message = Written.Message with { Text = null, Html = "<p>a</p>", TextFromHtml = true, ListUnsubscribe = new() { Url = new Uri("https://bücher.example/u?t=1") } };

        var read = RoundTrip(message);

        Assert.Equal((message.TextFromHtml, message.ListUnsubscribe), (read.TextFromHtml, read.ListUnsubscribe));
        Assert.Equal(Json(message), Json(read));
    }

    [Fact]
    public async Task Any_message_comes_back_as_it_was()
    {
        for (var i = 0; i < 500; i++)
        {
            var given = AnyMail.Generator.Sample(1, new Rnd(7 + (ulong)i, 6292872859469281617), i % 60).Single();
            var submission = EmailSubmission.Create(given.Message, given.MessageId, given.Date) with { ShowsTags = true };
            var again = EmailSubmission.Create(RoundTrip(given.Message), given.MessageId, given.Date) with { ShowsTags = true };

            Assert.Equal(await BytesAsync(submission), await BytesAsync(again));
            Assert.Equal(submission.Recipients, again.Recipients);
        }

        static async Task<byte[]> BytesAsync(EmailSubmission submission)
        {
            using var file = new MemoryStream();
            await submission.WriteToAsync(file, submission.Message.From ?? Written.Sender);
            return file.ToArray();
        }
    }

    [Fact]
    public void Names_are_camel_case_and_nothing_that_is_not_set_is_written()
    {
        Assert.Equal(
            """{"to":[{"address":"a@example.net"}],"cc":[],"bcc":[],"replyTo":[],"subject":"S","text":"T","attachments":[{"fileName":"a.txt","contentType":"text/plain","content":"aGk="}],"priority":"low","references":[],"headers":{},"tags":[],"metadata":{}}""",
            Json(new EmailMessage { To = [new("a@example.net")], Subject = "S", Text = "T", Priority = EmailPriority.Low, Attachments = [EmailAttachment.FromBytes("a.txt", "hi"u8.ToArray())] }));
    }

    [Fact]
    public void What_a_later_version_adds_is_skipped()
    {
        var read = JsonSerializer.Deserialize("""{"to":[{"address":"a@example.net","later":1}],"later":{"a":[1]},"attachments":[{"fileName":"a","later":{"x":[]},"content":"","contentId":null}]}""", EmailMessageJson.Default.EmailMessage)!;

        Assert.Equal("a@example.net", read.To.Single().Address);
        Assert.Equal(("", 0, 0, 0), (read.Subject, read.Cc.Count, read.Headers.Count, read.References.Count));
        Assert.Equal("invite.ics", JsonSerializer.Deserialize("""{"calendar":{"content":"BEGIN:VCALENDAR"}}""", EmailMessageJson.Default.EmailMessage)!.Calendar!.FileName);
        Assert.Equal(("a", "application/octet-stream", 0L), (read.Attachments.Single().FileName, read.Attachments.Single().ContentType, read.Attachments.Single().Length));
    }

    [Theory]
    [InlineData("""{"to":null}""")]
    [InlineData("""{"subject":null}""")]
    [InlineData("""{"subject":"a","subject":"b"}""")]
    [InlineData("""{"attachments":["path"]}""")]
    [InlineData("""{"attachments":[{"fileName":"a"}]}""")]
    [InlineData("""{"attachments":[{"content":""}]}""")]
    [InlineData("""{"attachments":[{"fileName":5,"content":""}]}""")]
    [InlineData("""{"attachments":[{"fileName":"a","content":"not base64"}]}""")]
    [InlineData("""{"attachments":[{"fileName":"a","content":5}]}""")]
    [InlineData("""{"attachments":[{"fileName":"a","content":""}""")]
    [InlineData("""{"attachments":[{"fileName":"a","content":"QQ==","content":"Qg=="}]}""")]
    [InlineData("""{"attachments":[{"fileName":"a","fileName":"b","content":""}]}""")]
    [InlineData("""{"priority":"urgent"}""")]
    [InlineData("""{"calendar":{}}""")]
    public void What_is_no_message_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, EmailMessageJson.Default.EmailMessage));

    [Fact]
    public async Task What_is_not_in_memory_is_read_before_and_no_path_is_ever_written()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.txt");
        await File.WriteAllTextAsync(file, "of a file", TestContext.Current.CancellationToken);
        try
        {
            var message = Written.Message with
            {
                Attachments = [EmailAttachment.FromFile(file), EmailAttachment.FromStream("s.bin", _ => ValueTask.FromResult<Stream>(new MemoryStream([1, 2, 3]))).Inline("s")],
            };
            Assert.Contains("BufferAsync", Assert.Throws<NotSupportedException>(() => Json(message)).Message, StringComparison.Ordinal);

            var buffered = await message.BufferAsync(cancellationToken: TestContext.Current.CancellationToken);

            Assert.DoesNotContain(Path.GetTempPath().Trim('/'), Json(buffered), StringComparison.Ordinal);
            Assert.Equal(await Written.AsBytesAsync(message), await Written.AsBytesAsync(RoundTrip(buffered)));
            Assert.Same(buffered, await buffered.BufferAsync(cancellationToken: TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(true, 11)]
    [InlineData(false, 11)]
    public async Task More_than_may_be_held_is_refused_by_the_attachment_it_is_reached_with(bool knowsLength, int most)
    {
        var message = Written.Message with
        {
            Attachments = [EmailAttachment.FromBytes("a", new byte[4]), knowsLength ? EmailAttachment.FromBytes("b", new byte[8]) : EmailAttachment.FromStream("b", _ => ValueTask.FromResult<Stream>(new Unseekable(new byte[8])))],
        };

        var refused = await Assert.ThrowsAsync<EmailMessageException>(async () => await message.BufferAsync(most, TestContext.Current.CancellationToken));

        Assert.Equal("attachments[1]", refused.Field);
        Assert.Equal(8, (await message.BufferAsync(most + 1, TestContext.Current.CancellationToken)).Attachments[1].Length);
    }

    [Fact]
    public void A_lone_surrogate_becomes_what_it_becomes_in_a_message() =>
        Assert.Equal("a\uFFFDb", RoundTrip(Written.Message with { Subject = "a\uD800b" }).Subject);

    private static string Json(EmailMessage message) => JsonSerializer.Serialize(message, EmailMessageJson.Default.EmailMessage);

    private static EmailMessage RoundTrip(EmailMessage message) => JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(Json(message)), EmailMessageJson.Default.EmailMessage)!;

    private sealed class Unseekable(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
