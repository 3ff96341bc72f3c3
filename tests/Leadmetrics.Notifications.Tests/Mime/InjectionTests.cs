using System.Text;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Each field that a caller fills, with each payload that could become a line of its own: refused by name, or the same value on one logical line.</summary>
public sealed class InjectionTests
{
    public static TheoryData<string> FieldNames => InjectedField.Names;

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Line_breaks_are_refused_by_the_name_of_the_field(string name)
    {
        var field = InjectedField.Of(name);
        foreach (var payload in Texts.LineBreaking)
        {
            var error = Assert.Throws<EmailMessageException>(() => Written.Submit(field.With(Written.Message, payload)));
            Assert.Equal(field.Field, error.Field);
            Assert.DoesNotContain(payload, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task What_only_resembles_a_line_break_is_refused_or_stays_in_its_field(string name)
    {
        var field = InjectedField.Of(name);
        foreach (var payload in Texts.NotLineBreaking.Where(payload => !field.Takes(payload)))
        {
            var error = Assert.Throws<EmailMessageException>(() => Written.Submit(field.With(Written.Message, payload)));
            Assert.Equal(field.Field, error.Field);
        }

        // Letters in addresses have tests of their own: what writes them needs SMTPUTF8, which Python's reader does not know here.
        string[] taken = field.IsAddress ? [] : [.. Texts.NotLineBreaking.Where(field.Takes)];
        if (taken.Length == 0) return;
        var written = new List<byte[]>();
        foreach (var payload in taken.Prepend("x"))
        {
            var message = field.With(Written.Message, payload);
            written.Add(await Written.AsBytesAsync(Written.Submit(message), message.From ?? Written.Sender));
        }

        var mails = await PythonMail.ReadAsync([.. written]);
        for (var i = 1; i < mails.Count; i++)
        {
            var (mail, value) = (mails[i], $"a{taken[i - 1]}b");
            var read = name switch
            {
                "name" => mail.To[0].Name,
                "reply-to name" => Assert.Single(mail.ReplyTo).Name,
                "sender name" => mail.From[0].Name,
                "subject" => mail["Subject"],
                "field value" => mail["X-Own"],
                "unsubscribe subject" => Uri.UnescapeDataString(mail["List-Unsubscribe"].Split('=', '>')[1]),
                "unsubscribe URL" => Uri.UnescapeDataString(mail["List-Unsubscribe"].Split('/', '>')[^2]),
                "tag" or "metadata key" or "metadata value" => value, // stays with us where the row does not ask for it
                _ => mail.Root.Parts[^1].FileName!,
            };
            var isDropped = name.EndsWith("file name", StringComparison.Ordinal) && (char.IsControl(value[1]) || value[1] is '\u2028' or '\u2029');
            Assert.Equal(isDropped ? "ab" : value, read);
            Assert.Equal(mails[0].Fields.Select(other => other.Name), mail.Fields.Select(other => other.Name));
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
