using Leadmetrics.Notifications.Tests.Mime;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Messages;

public sealed class EmailMessageCheckTests
{
    private static readonly EmailAttachment Logo = EmailAttachment.FromBytes("a.png", new byte[1]);

    public static TheoryData<string, string, EmailMessage> Refused => new()
    {
        { "to", "names no recipient", Written.Message with { To = [] } },
        { "to[1]", "is null", Written.Message with { To = [new("a@example.com"), null!] } },
        { "cc[0].address", "has no domain", Written.Message with { Cc = [new("jane")] } },
        { "text", "is missing, and so are html, calendar and attachments", Written.Message with { Text = null } },
        { "attachments[0]", "is null", Written.Message with { Attachments = [null!] } },
        { "attachments[0].contentType", "is not a media type such as application/pdf", Written.Message with { Attachments = [EmailAttachment.FromBytes("a", new byte[1], "pdf")] } },
        { "attachments[0].contentType", "is not a media type such as application/pdf", Written.Message with { Attachments = [EmailAttachment.FromBytes("a", new byte[1], "a/b; x=y")] } },
        { "attachments[0].contentType", "is not a media type such as application/pdf", Written.Message with { Attachments = [EmailAttachment.FromBytes("a", new byte[1], "/b")] } },
        { "attachments[0].contentId", "holds a character other than letters, digits and .-_@", Written.Message with { Attachments = [Logo.Inline("a>b")] } },
        { "attachments[0].contentId", "has not 1 to 250 characters", Written.Message with { Attachments = [Logo.Inline(new string('a', 251))] } },
        { "attachments[2].contentId", "is that of another attachment too", Written.Message with { Attachments = [Logo.Inline("a"), Logo.Inline("b"), Logo.Inline("a")] } },
        { "headers", "has a field name that is not printable ASCII without a colon", Written.Message with { Headers = new Dictionary<string, string> { ["X Y"] = "" } } },
        { "headers", "has a field name that is not printable ASCII without a colon", Written.Message with { Headers = new Dictionary<string, string> { [new string('X', 77)] = "" } } },
        { "headers.X-Own", "is null", Written.Message with { Headers = new Dictionary<string, string> { ["X-Own"] = null! } } },
        { "tags[1]", "holds a CR, LF or NUL", Written.Message with { Tags = ["a", "b\n"] } },
        { "metadata.key", "holds a CR, LF or NUL", Written.Message with { Metadata = new Dictionary<string, string> { ["key"] = "b\n" } } },
        { "headers.x-own", "is given twice", Written.Message with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Own"] = "", ["x-own"] = "" } } },
        { "tags[0]", "is null", Written.Message with { Tags = [null!] } },
        { "metadata.key", "is null", Written.Message with { Metadata = new Dictionary<string, string> { ["key"] = null! } } },
        { "to[0].address", "is longer than 254 octets", Written.Message with { To = [new(new string('\u0301', 1_000_000) + "@example.com")] } },
        { "to[0].address", "is longer than 254 octets", Written.Message with { To = [new("a@" + new string('ä', 1_000_000))] } },
        { "listUnsubscribe.mailto", "is with its subject longer than 800 characters as it is sent", Written.Message with { ListUnsubscribe = new() { Mailto = new(new string('漢', 21) + "@example.com"), MailtoSubject = new string('日', 76) } } },
        { "envelopeSender.address", "has no domain", Written.Message with { EnvelopeSender = new("bounces") } },
        { "calendar.content", "is null", Written.Message with { Calendar = new(null!) } },
        { "calendar.content", "does not begin with BEGIN:VCALENDAR", Written.Message with { Calendar = new("METHOD:REQUEST") } },
        { "calendar.content", "has no METHOD, without which it is no invitation", Written.Message with { Calendar = new("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n") } },
        { "calendar.content", "has no METHOD, without which it is no invitation", Written.Message with { Calendar = new("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nMETHOD:REQUEST\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n") } },
        { "calendar.content", "has no METHOD, without which it is no invitation", Written.Message with { Calendar = new("BEGIN:VCALENDAR\r\nMETHOD:RE QUEST\r\nEND:VCALENDAR\r\n") } },
        { "calendar.fileName", "holds a CR, LF or NUL", Written.Message with { Calendar = new("BEGIN:VCALENDAR\nMETHOD:REQUEST\n") { FileName = "a\nb" } } },
        { "listUnsubscribe", "has neither mailto nor url", Written.Message with { ListUnsubscribe = new() } },
        { "listUnsubscribe.mailto.address", "has no domain", Written.Message with { ListUnsubscribe = new() { Mailto = new("leave") } } },
        { "listUnsubscribe.mailtoSubject", "holds a CR, LF or NUL", Written.Message with { ListUnsubscribe = new() { Mailto = new("leave@example.com"), MailtoSubject = "a\r\nb" } } },
        { "listUnsubscribe.mailtoSubject", "is longer than 76 characters", Written.Message with { ListUnsubscribe = new() { Mailto = new("leave@example.com"), MailtoSubject = new string('a', 77) } } },
        { "listUnsubscribe.url", "is not an absolute https address", Written.Message with { ListUnsubscribe = new() { Url = new Uri("http://example.com/u") } } },
        { "listUnsubscribe.url", "is not an absolute https address", Written.Message with { ListUnsubscribe = new() { Url = new Uri("/u", UriKind.Relative) } } },
        { "listUnsubscribe.url", "names a user", Written.Message with { ListUnsubscribe = new() { Url = new Uri("https://bank.example@example.com/u") } } },
        { "listUnsubscribe.url", "holds white space or a control character", Written.Message with { ListUnsubscribe = new() { Url = new Uri("https://example.com/a\r\nb") } } },
        { "listUnsubscribe.url", "is longer than 800 characters as it is sent", Written.Message with { ListUnsubscribe = new() { Url = new Uri("https://example.com/" + new string('ä', 300)) } } },
        { "listUnsubscribe.url", "unsubscribes with one click, and the message has more than one recipient: send one to each", Written.Message with { Bcc = [new("b@example.com")], ListUnsubscribe = new() { Url = new Uri("https://example.com/u") } } },
        { "headers.list-unsubscribe", "is given by listUnsubscribe already", Written.Message with { ListUnsubscribe = new() { Mailto = new("leave@example.com") }, Headers = new Dictionary<string, string> { ["list-unsubscribe"] = "" } } },
        { "headers.Importance", "is given by priority already", Written.Message with { Priority = EmailPriority.Low, Headers = new Dictionary<string, string> { ["Importance"] = "high" } } },
        { "headers.In-Reply-To", "is given by inReplyTo already", Written.Message with { InReplyTo = "a@b", Headers = new Dictionary<string, string> { ["In-Reply-To"] = "<c@d>" } } },
        { "headers.References", "is given by references already", Written.Message with { References = ["a@b"], Headers = new Dictionary<string, string> { ["References"] = "<c@d>" } } },
        { "priority", "is none of normal, high and low", Written.Message with { Priority = (EmailPriority)3 } },
        { "inReplyTo", "is not a Message-ID", Written.Message with { InReplyTo = "a b" } },
        { "inReplyTo", "is not a Message-ID", Written.Message with { InReplyTo = "<>" } },
        { "inReplyTo", "is not a Message-ID", Written.Message with { InReplyTo = "<a@b> <c@d>" } },
        { "inReplyTo", "is not a Message-ID", Written.Message with { InReplyTo = new string('a', 901) } },
        { "references[1]", "is not a Message-ID", Written.Message with { References = ["a@b", "ä@b"] } },
        { "references[0]", "is not a Message-ID", Written.Message with { References = [null!] } },
        { "language", "is not a language tag such as de-AT", Written.Message with { Language = "" } },
        { "language", "is not a language tag such as de-AT", Written.Message with { Language = "de_AT" } },
        { "language", "is not a language tag such as de-AT", Written.Message with { Language = "de, en" } },
        { "language", "is not a language tag such as de-AT", Written.Message with { Language = "de-" } },
        { "language", "is not a language tag such as de-AT", Written.Message with { Language = "languages" } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_wrong_is_named_by_field_and_reason(string field, string reason, EmailMessage message)
    {
        var error = Assert.Throws<EmailMessageException>(() => Written.Submit(message));

        Assert.Equal((field, reason), (error.Field, error.Reason));
    }

    [Fact]
    public void Recipients_are_To_Cc_and_Bcc_each_once()
    {
        var submission = Written.Submit(Written.Message with
        {
            To = [new("a@example.com"), new("A@example.com"), new("a@EXAMPLE.com", "Again")],
            Cc = [new("b@example.com"), new("a@example.com")],
            Bcc = [new("b@example.com"), new("c@example.com"), new("d@bücher.example"), new("d@xn--bcher-kva.example")],
        });

        Assert.Equal(
            ["a@example.com", "A@example.com", "b@example.com", "c@example.com", "d@xn--bcher-kva.example"],
            submission.Recipients.Select(r => r.ToString()));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void However_many_recipients_there_are_each_is_one(int count)
    {
        var message = Written.Message with
        {
            To = [.. Enumerable.Range(0, count).Select(i => new EmailAddress($"{i}@example.com"))],
            Cc = [.. Enumerable.Range(0, count).Select(i => new EmailAddress($"{i}@EXAMPLE.com"))],
            Bcc = [new("0@example.net")],
        };

        var submission = Written.Submit(message);

        Assert.Equal(count + 1, submission.Recipients.Count);
        Assert.Equal(count, submission.For([.. submission.Recipients.Skip(1)]).Recipients.Count);
    }

    [Fact]
    public void Many_inline_parts_are_told_apart_in_time()
    {
        EmailAttachment[] parts = [.. Enumerable.Range(0, 100_000).Select(i => Logo.Inline($"{i}"))];

        Assert.Single(Written.Submit(Written.Message with { Attachments = parts }).Recipients);
        Assert.Equal("attachments[100000].contentId", Assert.Throws<EmailMessageException>(() => Written.Submit(Written.Message with { Attachments = [.. parts, Logo.Inline("5")] })).Field);
    }

    [Fact]
    public void Lists_and_arrays_are_the_messages_own()
    {
        EmailAddress[] to = [new("a@example.com")];
        var headers = new Dictionary<string, string> { ["X-Own"] = "1" };
        var message = Written.Message with { To = to, Headers = headers };

        to[0] = new("b@example.com");
        headers["X-Own"] = "2";

        Assert.Equal(("a@example.com", "1"), (message.To[0].Address, message.Headers["X-Own"]));
    }

    [Fact]
    public void What_is_null_is_empty()
    {
        var message = new EmailMessage { To = null!, Cc = null!, Bcc = null!, ReplyTo = null!, Attachments = null!, References = null!, Tags = null!, Headers = null!, Metadata = null!, Subject = null!, Text = "" };

        Assert.Equal("to", Assert.Throws<EmailMessageException>(() => Written.Submit(message)).Field);
        Assert.Equal("", Written.Submit(message with { To = [new("a@example.com")] }).Message.Subject);
        Assert.Equal("invite.ics", new EmailCalendar("") { FileName = null! }.FileName);
    }

    [Fact]
    public void A_submission_is_only_ever_narrowed()
    {
        var submission = Written.Submit(Written.Message with { To = [new("a@example.com"), new("b@example.com")] });

        var narrow = submission.For([submission.Recipients[1]]);

        Assert.Equal(["b@example.com"], narrow.Recipients.Select(r => r.ToString()));
        Assert.Equal((submission.Message, submission.MessageId, submission.Date), (narrow.Message, narrow.MessageId, narrow.Date));
        Assert.Throws<ArgumentException>(() => narrow.For([submission.Recipients[0]]));
        Assert.Throws<ArgumentException>(() => narrow.For([]));
        Assert.True(Mailbox.TryCreate("x@example.com", false, out var other, out _));
        Assert.Throws<ArgumentException>(() => submission.For([other]));
    }

    [Fact]
    public void The_date_is_the_later_of_acceptance_and_the_time_to_send_at()
    {
        Assert.Equal(Written.Date.AddHours(1), EmailSubmission.Create(Written.Message, Written.MessageId, Written.Date, Written.Date.AddHours(1)).Date);
        Assert.Equal(Written.Date, EmailSubmission.Create(Written.Message, Written.MessageId, Written.Date, Written.Date.AddHours(-1)).Date);
    }

    [Fact]
    public void The_date_is_whole_seconds()
    {
        var submission = EmailSubmission.Create(Written.Message, Written.MessageId, Written.Date.AddMilliseconds(999));

        Assert.Equal(Written.Date, submission.Date);
    }
}
