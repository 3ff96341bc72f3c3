using Leadmetrics.Notifications.Mime;
using Leadmetrics.Notifications.Tests.Mime;

namespace Leadmetrics.Notifications.Tests.Messages;

/// <summary>What the properties of a message become in its header section, to the octet.</summary>
public sealed class MessageFieldTests
{
    private const string Url = "https://example.com/u?token=abc&list=5";

    public static TheoryData<EmailMessage, string> Fields => new()
    {
        { Message with { Priority = EmailPriority.High }, "X-Priority: 1\r\nImportance: high\r\n" },
        { Message with { Priority = EmailPriority.Low }, "X-Priority: 5\r\nImportance: low\r\n" },
        { Message with { Language = "de-AT" }, "Content-Language: de-AT\r\n" },
        { Message with { InReplyTo = "<a@b>" }, "In-Reply-To: <a@b>\r\nReferences: <a@b>\r\n" },
        { Message with { InReplyTo = "c@d", References = ["a@b", " <c@d> "] }, "In-Reply-To: <c@d>\r\nReferences: <a@b> <c@d>\r\n" },
        { Message with { References = [new string('a', 60) + "@b", new string('c', 60) + "@d"] }, $"References: <{new string('a', 60)}@b>\r\n <{new string('c', 60)}@d>\r\n" },
        { Message with { InReplyTo = new string('a', 90) + "@b" }, $"In-Reply-To: <{new string('a', 90)}@b>\r\nReferences: <{new string('a', 90)}@b>\r\n" },
        { Message with { InReplyTo = "(odd)\"id\",@x" }, "In-Reply-To: <(odd)\"id\",@x>\r\n" },
        { Message with { ListUnsubscribe = new() { Url = new Uri(Url) } }, $"List-Unsubscribe: <{Url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" },
        { Message with { ListUnsubscribe = new() { Mailto = new("leave@example.com") } }, "List-Unsubscribe: <mailto:leave@example.com>\r\nAuto-Submitted: auto-generated\r\n" },
        {
            Message with { ListUnsubscribe = new() { Url = new Uri(Url), Mailto = new("leave+5@bücher.example"), MailtoSubject = "Bitte löschen?" } },
            $"List-Unsubscribe: <{Url}>,\r\n <mailto:leave%2B5@xn--bcher-kva.example?subject=Bitte%20l%C3%B6schen%3F>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        },
        { Message with { ListUnsubscribe = new() { Mailto = new("jané@example.com") } }, "List-Unsubscribe: <mailto:jan%C3%A9@example.com>\r\n" },
        { Message with { ListUnsubscribe = new() { Url = new Uri("https://bücher.example:8443/ä b?x=<1>,\"2\"#ü".Replace(" ", "%20", StringComparison.Ordinal)) } }, "List-Unsubscribe: <https://xn--bcher-kva.example:8443/%C3%A4%20b?x=%3C1%3E,%222%22#%C3%BC>\r\n" },
        { Message with { ListUnsubscribe = new() { Url = new Uri("https://[2001:db8::1]/u") } }, "List-Unsubscribe: <https://[2001:db8::1]/u>\r\n" },
    };

    private static EmailMessage Message => Written.Message;

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_property_is_its_field(EmailMessage message, string expected)
    {
        var header = WireForm.Header(await Written.AsBytesAsync(message));

        Assert.True(header.Contains("\r\n" + expected, StringComparison.Ordinal), header);
    }

    [Fact]
    public async Task A_message_that_asks_for_nothing_has_no_field_for_it() => Assert.Equal(
        ["Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
        WireForm.Header(await Written.AsBytesAsync(Message)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]));

    [Fact]
    public async Task Tags_and_metadata_stand_in_the_header_where_that_was_asked_for_alone()
    {
        var message = Message with { Tags = ["welcome", "größe"], Metadata = new Dictionary<string, string> { ["z"] = "1", ["order"] = "a=b" } };

        var shown = WireForm.Header(await Written.AsBytesAsync(Written.Submit(message) with { ShowsTags = true }, Written.Sender));

        Assert.True(shown.Contains("\r\nX-Tag: welcome\r\nX-Tag: =?utf-8?B?Z3LDtsOfZQ==?=\r\nX-Metadata: order=a=b\r\nX-Metadata: z=1\r\n", StringComparison.Ordinal), shown);
        Assert.DoesNotContain("X-", WireForm.Header(await Written.AsBytesAsync(message)), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() =>
            Written.AsBytesAsync(Written.Submit(message with { Metadata = new Dictionary<string, string> { ["a=b"] = "" } }) with { ShowsTags = true }, Written.Sender));
        Assert.Equal("metadata.a=b", refused.Field);
    }

    [Fact]
    public async Task A_host_may_write_a_field_itself_as_long_as_it_leaves_the_property_alone()
    {
        var message = Message with { Headers = new Dictionary<string, string> { ["List-Unsubscribe"] = "<https://example.com/u>", ["Importance"] = "high", ["References"] = "<a@b>" } };

        Assert.Contains("\r\nImportance: high\r\nList-Unsubscribe: <https://example.com/u>\r\nReferences: <a@b>\r\n", WireForm.Header(await Written.AsBytesAsync(message)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"jane doe\"@example.com", "\"jane doe\"@example.com")]
    [InlineData("\"jane\"@example.com", "jane@example.com")]
    [InlineData("\"j\\ane\"@example.com", "jane@example.com")]
    [InlineData("\"a\\\"b\\\\c\\d\"@example.com", "\"a\\\"b\\\\cd\"@example.com")]
    [InlineData("\"a@b\"@example.com", "\"a@b\"@example.com")]
    [InlineData("\".\"@example.com", "\".\"@example.com")]
    [InlineData("\" \"@bücher.example", "\" \"@xn--bcher-kva.example")]
    [InlineData("\"a,b;c(d)\"@example.com", "\"a,b;c(d)\"@example.com")]
    public async Task A_quoted_local_part_is_taken_where_it_is_allowed_and_quoted_anew(string given, string written)
    {
        var address = new EmailAddress(given) { AllowQuotedLocalPart = true };
        var submission = Written.Submit(Message with { To = [address] });

        Assert.Equal(written, Assert.Single(submission.Recipients).ToString());
        var inHeader = written[0] == '"' ? $"<{written}>" : written;
        Assert.Contains($"\r\nTo: {inHeader}\r\n", WireForm.Header(await Written.AsBytesAsync(submission, Written.Sender)), StringComparison.Ordinal);
        Assert.Equal("to[0].address", Assert.Throws<EmailMessageException>(() => Written.Submit(Message with { To = [new(given)] })).Field);
    }

    [Theory]
    [InlineData("\"\"@example.com")]
    [InlineData("\"a\"b\"@example.com")]
    [InlineData("\"a\\\"@example.com")]
    [InlineData("\"a@example.com")]
    [InlineData("\"a\r\nb\"@example.com")]
    [InlineData("\"a\\\nb\"@example.com")]
    [InlineData("\"é\"@example.com")]
    [InlineData("\"=?utf-8?q?a?=\"@example.com")]
    [InlineData("\"a<b\"@example.com")]
    [InlineData("\"a\\>b\"@example.com")]
    public void What_is_no_quoted_string_is_refused_there_too(string address) =>
        Assert.Equal("to[0].address", Assert.Throws<EmailMessageException>(() => Written.Submit(Message with { To = [new(address) { AllowQuotedLocalPart = true }] })).Field);

    [Fact]
    public void A_local_part_beyond_ASCII_is_one_in_all_its_spellings_and_checked_after_that()
    {
        var submission = Written.Submit(Message with { To = [new("jane\u0301@example.com"), new("jan\u00E9@example.com")] });

        Assert.Equal("jan\u00E9@example.com", Assert.Single(submission.Recipients).ToString());

        // Form C makes a semicolon of the Greek question mark, and an accent grave of another one.
        Assert.Equal("to[0].address", Assert.Throws<EmailMessageException>(() => Written.Submit(Message with { To = [new("a\u037Eb@example.com")] })).Field);
        Assert.False(Assert.Single(Written.Submit(Message with { To = [new("\u212A@example.com")] }).Recipients).RequiresSmtpUtf8);
    }

    [Theory]
    [InlineData(true, null, "See us <https://example.com/>")]
    [InlineData(true, "Own text", "Own text")]
    [InlineData(true, "", "")]
    [InlineData(false, null, null)]
    public async Task A_text_is_derived_from_the_html_where_that_is_asked_for_and_there_is_none(bool asked, string? text, string? expected)
    {
        var message = Message with { Text = text, Html = "<p>See <a href=\"https://example.com/\">us</a></p>", TextFromHtml = asked };

        var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(message));

        Assert.Equal(expected, mail.Root.Leaves.SingleOrDefault(leaf => leaf.Type == "text/plain")?.Text);
        Assert.Equal(expected is null ? 1 : 2, mail.Root.Leaves.Count());
    }

    [Fact]
    public async Task A_long_address_stays_beside_the_name_of_its_field()
    {
        var address = new string('a', 40) + "@" + new string('b', 40) + ".example";

        Assert.Contains($"\r\nTo: {address},\r\n {address[1..]}\r\n", WireForm.Header(await Written.AsBytesAsync(Message with { To = [new(address), new(address[1..])] })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_an_invitation()
    {
        const string Calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";

        Assert.Equal(await Written.AsBytesAsync(Message with { Calendar = new(Calendar) }), await Written.AsBytesAsync(Message with { Calendar = new("\uFEFF" + Calendar) }));
    }

    [Fact]
    public void What_a_log_may_print_of_a_message_is_no_address_and_no_content()
    {
        Assert.Equal("EmailMessage { Addresses = 2, Attachments = 0 }", (Message with { Cc = [new("cc@example.net")] }).ToString());
        Assert.Equal($"EmailSubmission {{ MessageId = {Written.MessageId}, Recipients = 1 }}", Written.Submit(Message).ToString());
    }

    [Fact]
    public async Task A_message_without_an_address_beyond_ASCII_needs_no_SMTPUTF8()
    {
        await using var content = await MimeContent.OpenAsync(Written.Submit(Message with { Subject = "Grüße", To = [new("a@bücher.example", "Zoë")], Bcc = [new("jané@example.com")] }), Written.Sender, CancellationToken.None);

        Assert.False(content.RequiresSmtpUtf8);
        Assert.False(content.Is8Bit);
    }
}
