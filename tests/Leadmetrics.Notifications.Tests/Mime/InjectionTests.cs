using System.Text;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Each field that a caller fills, with each payload that could become a line of its own: refused by name, or the same value on one logical line.</summary>
public sealed class InjectionTests
{
    private static readonly Dictionary<string, (string Field, Func<EmailMessage, string, EmailMessage> With)> Fields = new()
    {
        ["recipient"] = ("to[0].address", (m, s) => m with { To = [new EmailAddress($"a{s}b@example.net")] }),
        ["recipient domain"] = ("to[0].address", (m, s) => m with { To = [new EmailAddress($"a@ex{s}ample.net")] }),
        ["copy"] = ("cc[0].address", (m, s) => m with { Cc = [new EmailAddress($"a{s}b@example.net")] }),
        ["blind copy"] = ("bcc[0].address", (m, s) => m with { Bcc = [new EmailAddress($"a{s}b@example.net")] }),
        ["reply-to"] = ("replyTo[0].address", (m, s) => m with { ReplyTo = [new EmailAddress($"a{s}b@example.net")] }),
        ["sender"] = ("from.address", (m, s) => m with { From = new EmailAddress($"a{s}b@example.net") }),
        ["name"] = ("to[0].name", (m, s) => m with { To = [new EmailAddress("a@example.net", $"a{s}b")] }),
        ["sender name"] = ("from.name", (m, s) => m with { From = new EmailAddress("a@example.net", $"a{s}b") }),
        ["subject"] = ("subject", (m, s) => m with { Subject = $"a{s}b" }),
        ["field name"] = ("headers", (m, s) => m with { Headers = new Dictionary<string, string> { [$"X-A{s}B"] = "v" } }),
        ["field value"] = ("headers.X-Own", (m, s) => m with { Headers = new Dictionary<string, string> { ["X-Own"] = $"a{s}b" } }),
        ["file name"] = ("attachments[0].fileName", (m, s) => m with { Attachments = [EmailAttachment.FromBytes($"a{s}b", new byte[1], "image/png")] }),
        ["content type"] = ("attachments[0].contentType", (m, s) => m with { Attachments = [EmailAttachment.FromBytes("a", new byte[1], $"a/b{s}c")] }),
        ["content id"] = ("attachments[0].contentId", (m, s) => m with { Attachments = [EmailAttachment.FromBytes("a", new byte[1]).Inline($"a{s}b")] }),
    };

    // These take no character that is not printable ASCII, whatever it is.
    private static readonly string[] Strict = ["field name", "content type", "content id"];

    public static TheoryData<string> FieldNames => [.. Fields.Keys];

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Line_breaks_are_refused_by_the_name_of_the_field(string name)
    {
        var (field, with) = Fields[name];
        foreach (var payload in Texts.LineBreaking)
        {
            var error = Assert.Throws<EmailMessageException>(() => Written.Submit(with(Written.Message, payload)));
            Assert.Equal(field, error.Field);
            Assert.DoesNotContain(payload, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task What_only_resembles_a_line_break_is_refused_or_stays_in_its_field(string name)
    {
        var (field, with) = Fields[name];
        var accepted = new List<(string Payload, byte[] Written)>();
        foreach (var payload in Texts.NotLineBreaking)
        {
            var message = with(Written.Message, payload);
            if (field.EndsWith("address", StringComparison.Ordinal) && char.IsLetter(payload[0])) continue; // tests of their own
            if (Strict.Contains(name) || (name != "blind copy" && field.EndsWith("address", StringComparison.Ordinal)))
            {
                var error = await Assert.ThrowsAsync<EmailMessageException>(() => Written.AsBytesAsync(Written.Submit(message), message.From ?? Written.Sender));
                Assert.Equal(field, error.Field);
            }
            else if (name != "blind copy")
            {
                accepted.Add((payload, await Written.AsBytesAsync(Written.Submit(message), message.From ?? Written.Sender)));
            }
        }

        if (accepted.Count == 0) return;
        var mails = await PythonMail.ReadAsync([.. accepted.Select(a => a.Written)]);
        for (var i = 0; i < mails.Count; i++)
        {
            var (mail, value) = (mails[i], $"a{accepted[i].Payload}b");
            var read = name switch
            {
                "name" => mail.To[0].Name,
                "sender name" => mail.From[0].Name,
                "subject" => mail["Subject"],
                "field value" => mail["X-Own"],
                _ => mail.Root.Parts[1].FileName!,
            };
            var isDropped = name == "file name" && (char.IsControl(value[1]) || value[1] is '\u2028' or '\u2029');
            Assert.Equal(isDropped ? "ab" : value, read);
            Assert.Equal(name == "field value" ? 10 : 9, mail.Fields.Count + (mail.Has("Content-Transfer-Encoding") ? 0 : 1));
        }
    }

    [Theory]
    [InlineData("a\r\nb@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a>b@example.com")]
    [InlineData("a\u560Ab@example.com")]
    [InlineData("a\0b@example.com")]
    [InlineData("@example.com")]
    [InlineData("a@")]
    [InlineData("ab")]
    [InlineData("a@b@c")]
    public void A_message_id_that_is_none_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => EmailSubmission.Create(Written.Message, id, Written.Date));

    [Fact]
    public async Task The_sender_of_a_provider_is_checked_like_that_of_a_message()
    {
        var submission = Written.Submit(Written.Message);
        foreach (var payload in Texts.LineBreaking)
        {
            var name = await Assert.ThrowsAsync<EmailMessageException>(() => Written.AsBytesAsync(submission, new EmailAddress("a@example.com", $"a{payload}b")));
            Assert.Equal("from.name", name.Field);
            var address = await Assert.ThrowsAsync<EmailMessageException>(() => Written.AsBytesAsync(submission, new EmailAddress($"a{payload}b@example.com")));
            Assert.Equal("from.address", address.Field);
        }
    }

    [Fact]
    public async Task A_local_part_with_letters_that_end_in_the_octet_of_a_line_feed_is_UTF8_in_its_field()
    {
        foreach (var letter in new[] { "\u010A", "\u010D", "\u560A", "\u560D" })
        {
            await using var content = await MimeContent.OpenAsync(Written.Submit(Written.Message with { To = [new EmailAddress($"a{letter}b@example.net")] }), Written.Sender, CancellationToken.None);
            var written = Encoding.UTF8.GetString(await Written.WriteAsync(content));

            Assert.Contains($"\r\nTo: a{letter}b@example.net\r\n", written, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_domain_with_letters_that_end_in_the_octet_of_a_line_feed_is_one_in_punycode()
    {
        foreach (var letter in new[] { "\u010A", "\u010D", "\u560A", "\u560D" })
        {
            var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(Written.Message with { To = [new EmailAddress($"a@ex{letter}ample.net")] }));

            Assert.StartsWith("a@xn--", mail.To.Single().Address, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("From")]
    [InlineData("to")]
    [InlineData("CC")]
    [InlineData("Bcc")]
    [InlineData("Sender")]
    [InlineData("Reply-To")]
    [InlineData("Subject")]
    [InlineData("Date")]
    [InlineData("Message-ID")]
    [InlineData("MIME-Version")]
    [InlineData("Content-Type")]
    [InlineData("content-transfer-encoding")]
    [InlineData("DKIM-Signature")]
    [InlineData("Return-Path")]
    [InlineData("Received")]
    public void Fields_that_the_library_writes_are_refused(string name)
    {
        var error = Assert.Throws<EmailMessageException>(() => Written.Submit(Written.Message with { Headers = new Dictionary<string, string> { [name] = "x" } }));

        Assert.Equal($"headers.{name}", error.Field);
    }
}
