using System.Text;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Notifications.Tests.Mime;

namespace Leadmetrics.Notifications.Tests.Messages;

public sealed class EmailAddressTests
{
    private static readonly string Local64 = new('l', 64);
    private static readonly string Domain189 = $"{new string('d', 63)}.{new string('e', 63)}.{new string('f', 61)}";

    public static TheoryData<string> Accepted =>
    [
        "a@b",
        "jane.doe+tag@example.com",
        "!#$%&'*+-/=^_`{|}~@example.com",
        $"{Local64}@example.com",
        $"{Local64}@{Domain189}",
        "a@[192.0.2.1]",
        "a@[IPv6:2001:db8::1]",
        "A@EXAMPLE.com",
    ];

    public static TheoryData<string, string> Refused => new()
    {
        { "", "is empty" },
        { "jane", "has no domain" },
        { "jane@", "has no domain" },
        { "@example.com", "has no local part" },
        { $"{Local64}l@example.com", "has a local part longer than 64 octets" },
        { $"{new string('é', 33)}@example.com", "has a local part longer than 64 octets" },
        { $"{Local64}@{Domain189}f", "is longer than 254 octets" },
        { "\"jane doe\"@example.com", "has a quoted local part" },
        { "\"x y\"@z", "has a quoted local part" },
        { ".jane@example.com", "has an empty part before a dot in its local part" },
        { "ja..ne@example.com", "has an empty part before a dot in its local part" },
        { "jane.@example.com", "has a dot at the end of its local part" },
        { "jane doe@example.com", "has a character in its local part that is not allowed" },
        { "jane(comment)@example.com", "has a character in its local part that is not allowed" },
        { "a@b(c)d", "has a domain that is not valid" },
        { "group: a@example.com;", "has a character in its local part that is not allowed" },
        { "a@example.com, b@example.com", "has a character in its local part that is not allowed" },
        { "<a@example.com>", "has a character in its local part that is not allowed" },
        { "a@b@example.com", "has a character in its local part that is not allowed" },
        { "a@exa mple.com", "has a domain that is not valid" },
        { "a@example..com", "has a domain that is not valid" },
        { "a@example.com.", "has a domain that is not valid" },
        { "a@-example.com", "has a domain that is not valid" },
        { "a@[127.1]", "has a domain that is not valid" },
        { "a@ex\u560Aample.com\r\nX: y", "has a domain that is not valid" },
        { "a@ex\u2028ample.com", "has a domain that is not valid" },
        { "a@exämple.com＞", "has a domain that is not valid" },
        { "a@exam＠ple.com", "has a domain that is not valid" },
        { "=?utf-8?q?x=40victim.example=3e?=@example.com", "has a local part that reads as an encoded-word" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Addresses_are_taken_as_they_are(string address) => Assert.Equal(address, new EmailAddress(address).ToMailbox("to[0]").ToString());

    [Theory]
    [MemberData(nameof(Refused))]
    public void Others_are_refused_with_the_reason(string address, string reason)
    {
        var error = Assert.Throws<EmailMessageException>(() => new EmailAddress(address).ToMailbox("to[3]"));

        Assert.Equal(("to[3].address", reason), (error.Field, error.Reason));
    }

    [Theory]
    [InlineData("jane@bücher.example", "jane@xn--bcher-kva.example")]
    [InlineData("jane@BÜCHER.example", "jane@xn--bcher-kva.example")]
    [InlineData("jane@例え。テスト", "jane@xn--r8jz45g.xn--zckzah")]
    [InlineData("jane@ｅｘａｍｐｌｅ.com", "jane@example.com")]
    public async Task An_international_domain_is_punycode_in_envelope_and_header(string address, string ascii)
    {
        var submission = Written.Submit(Written.Message with { To = [new EmailAddress(address, "Jane")] });
        var readings = await Readings.OfAsync(submission.Message);

        Assert.Equal(ascii, submission.Recipients.Single().ToString());
        Assert.Equal(ascii, readings.Python.To.Single().Address);
        Assert.Equal(ascii, readings.PostalMime.To.Single().Address);
    }

    [Theory]
    [InlineData("to")]
    [InlineData("cc")]
    [InlineData("replyTo")]
    [InlineData("from")]
    public async Task A_local_part_that_is_not_ASCII_is_UTF8_in_the_header_and_asks_for_SMTPUTF8(string field)
    {
        var jane = new EmailAddress("jané@example.com");
        var message = field switch
        {
            "to" => Written.Message with { To = [new("a@example.com"), jane] },
            "cc" => Written.Message with { Cc = [new("a@example.com"), jane] },
            "replyTo" => Written.Message with { ReplyTo = [new("a@example.com"), jane] },
            _ => Written.Message,
        };
        var submission = Written.Submit(message);

        await using var content = await MimeContent.OpenAsync(submission, field == "from" ? jane : Written.Sender, CancellationToken.None);
        var header = Encoding.UTF8.GetString(await Written.WriteAsync(content));

        Assert.True(content.RequiresSmtpUtf8);
        Assert.True(content.Is8Bit);
        Assert.Contains("jané@example.com\r\n", header, StringComparison.Ordinal);
        Assert.True(jane.ToMailbox("x").RequiresSmtpUtf8);
        Assert.Equal("jané", jane.ToMailbox("x").LocalPart);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Each_is_read_back_by_every_reader_wherever_it_stands(string address)
    {
        var bare = new EmailAddress(address);
        var named = new EmailAddress(address, "Doe, Jane \"JD\"");

        await Readings.OfAsync(new GivenMail(Written.Message with { To = [bare, named], Cc = [named, bare], ReplyTo = [bare, named] }) { Sender = bare });
        await Readings.OfAsync(new GivenMail(Written.Message with { From = named }));
    }

    [Theory]
    [InlineData("\"x y\"@z", "\"x y\"@z")]
    [InlineData("\" \"@example.com", "\" \"@example.com")]
    [InlineData("\"jane\\ doe\"@example.com", "\"jane doe\"@example.com")]
    [InlineData("\"jane.doe\"@example.com", "jane.doe@example.com")]
    [InlineData("\"a\\\"b\\\\c\"@example.com", "\"a\\\"b\\\\c\"@example.com")]
    [InlineData("\"a@b\"@example.com", "\"a@b\"@example.com")]
    [InlineData("\"(comment)\"@example.com", "\"(comment)\"@example.com")]
    [InlineData("\"a,b;c:d\"@[IPv6:2001:db8::1]", "\"a,b;c:d\"@[IPv6:2001:db8::1]")]
    [InlineData("\".\"@bücher.example", "\".\"@xn--bcher-kva.example")]
    public async Task Local_parts_in_quotes_are_read_back_where_they_are_allowed(string given, string written)
    {
        var bare = new EmailAddress(given) { AllowQuotedLocalPart = true };
        var named = new EmailAddress(given, "Zoë") { AllowQuotedLocalPart = true };

        var readings = await Readings.OfAsync(new GivenMail(Written.Message with { To = [bare, named, new("a@example.com")], Cc = [named], ReplyTo = [bare] }) { Sender = bare });

        Assert.Equal(written, readings.Python.To[0].Address);
        Assert.Equal(written, readings.PostalMime.To[1].Address);
        Assert.Equal(written, bare.ToMailbox("to").ToString());
    }

    [Theory]
    [InlineData("jané@example.com", "jané@example.com")]
    [InlineData("jane\u0301@bücher.example", "jan\u00E9@xn--bcher-kva.example")]
    [InlineData("用户@例え.テスト", "用户@xn--r8jz45g.xn--zckzah")]
    [InlineData("δοκιμή.χρήστης@example.com", "δοκιμή.χρήστης@example.com")]
    [InlineData("🚀@example.com", "🚀@example.com")]
    public async Task Local_parts_beyond_ASCII_are_read_back_from_a_header_in_UTF8(string given, string written)
    {
        var message = Written.Message with { Subject = "Grüße 🚀", To = [new(given), new(given, "Zoë"), new(given, "Jane")], Cc = [new(given)], ReplyTo = [new(given)] };

        var readings = await Readings.OfAsync(new GivenMail(message) { Sender = new(given, "日本") });

        Assert.Equal(written, readings.Python.To[0].Address);
        Assert.Equal(written, readings.PostalMime.From[0].Address);
    }

    [Fact]
    public async Task Who_is_named_twice_is_named_twice_in_the_header_and_once_in_the_envelope()
    {
        var message = Written.Message with
        {
            To = [new("a@example.com"), new("a@example.com", "Again"), new("a@EXAMPLE.com")],
            Cc = [new("a@example.com"), new("b@bücher.example")],
            Bcc = [new("a@example.com"), new("b@xn--bcher-kva.example"), new("hidden@blind.example", "Hidden")],
        };

        var readings = await Readings.OfAsync(message);

        Assert.Equal(["a@example.com", "b@xn--bcher-kva.example", "hidden@blind.example"], Written.Submit(message).Recipients.Select(r => r.ToString()));
        Assert.Equal(3, readings.PostalMime.To.Count);
        Assert.DoesNotContain("idden", Encoding.ASCII.GetString(await Written.AsBytesAsync(message)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_recipients_of_each_kind_are_a_thousand_each()
    {
        var all = Enumerable.Range(0, 3000).Select(i => new EmailAddress($"user{i}@{(i >= 2000 ? "blind" : "seen")}.example", i % 3 == 0 ? $"Üser, {i}" : null)).ToArray();
        var message = Written.Message with { To = all[..1000], Cc = all[1000..2000], Bcc = all[2000..] };

        await Readings.OfAsync(message);

        Assert.Equal(3000, Written.Submit(message).Recipients.Count);
        Assert.DoesNotContain("blind", Encoding.ASCII.GetString(await Written.AsBytesAsync(message)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blind_copy_may_go_to_a_local_part_that_is_not_ASCII()
    {
        var submission = Written.Submit(Written.Message with { Bcc = [new EmailAddress("jané@example.com")] });

        Assert.DoesNotContain("jan", Encoding.ASCII.GetString(await Written.AsBytesAsync(submission, Written.Sender)), StringComparison.Ordinal);
        Assert.True(submission.Recipients[1].RequiresSmtpUtf8);
    }

    [Theory]
    [InlineData("jane@example.com", "jane@example.com", null)]
    [InlineData(" Jane Doe <jane@example.com> ", "jane@example.com", "Jane Doe")]
    [InlineData("\"Doe, Jane\" <jane@example.com>", "jane@example.com", "Doe, Jane")]
    [InlineData("\"J \\\"D\\\" \\\\\" <jane@example.com>", "jane@example.com", "J \"D\" \\")]
    [InlineData("\"a \\\\\\\" b\" <jane@example.com>", "jane@example.com", "a \\\" b")]
    [InlineData("\"ends \\\\\\\\\" <jane@example.com>", "jane@example.com", "ends \\\\")]
    [InlineData("<jane@example.com>", "jane@example.com", null)]
    public void One_address_is_read_with_or_without_a_name(string text, string address, string? name)
    {
        Assert.True(EmailAddress.TryParse(text, out var read));
        Assert.Equal(new EmailAddress(address, name), read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Jane <>")]
    [InlineData("Jane <jane@example.com")]
    [InlineData("Jane jane@example.com>")]
    [InlineData("<jane@example.com> x")]
    public void Brackets_that_do_not_match_are_not_read(string? text) => Assert.False(EmailAddress.TryParse(text, out _));
}
