namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>A field of a message that a caller fills, and how a payload gets into it.</summary>
/// <param name="Name">For the test's output.</param>
/// <param name="Field">What the error names.</param>
/// <param name="With">A message with the payload in the middle of the field.</param>
internal sealed record InjectedField(string Name, string Field, Func<EmailMessage, string, EmailMessage> With)
{
    public static readonly InjectedField[] All =
    [
        new("recipient", "to[0].address", (m, s) => m with { To = [new EmailAddress($"a{s}b@example.net")] }),
        new("recipient domain", "to[0].address", (m, s) => m with { To = [new EmailAddress($"a@ex{s}ample.net")] }),
        new("copy", "cc[0].address", (m, s) => m with { Cc = [new EmailAddress($"a{s}b@example.net")] }),
        new("blind copy", "bcc[0].address", (m, s) => m with { Bcc = [new EmailAddress($"a{s}b@example.net")] }),
        new("reply-to", "replyTo[0].address", (m, s) => m with { ReplyTo = [new EmailAddress($"a{s}b@example.net")] }),
        new("sender", "from.address", (m, s) => m with { From = new EmailAddress($"a{s}b@example.net") }),
        new("envelope sender", "envelopeSender.address", (m, s) => m with { EnvelopeSender = new EmailAddress($"a{s}b@example.net") }),
        new("name", "to[0].name", (m, s) => m with { To = [new EmailAddress("a@example.net", $"a{s}b")] }),
        new("reply-to name", "replyTo[0].name", (m, s) => m with { ReplyTo = [new EmailAddress("a@example.net", $"a{s}b")] }),
        new("sender name", "from.name", (m, s) => m with { From = new EmailAddress("a@example.net", $"a{s}b") }),
        new("subject", "subject", (m, s) => m with { Subject = $"a{s}b" }),
        new("field name", "headers", (m, s) => m with { Headers = new Dictionary<string, string> { [$"X-A{s}B"] = "v" } }),
        new("field value", "headers.X-Own", (m, s) => m with { Headers = new Dictionary<string, string> { ["X-Own"] = $"a{s}b" } }),
        new("file name", "attachments[0].fileName", (m, s) => m with { Attachments = [EmailAttachment.FromBytes($"a{s}b", new byte[1], "image/png")] }),
        new("content type", "attachments[0].contentType", (m, s) => m with { Attachments = [EmailAttachment.FromBytes("a", new byte[1], $"a/b{s}c")] }),
        new("content id", "attachments[0].contentId", (m, s) => m with { Attachments = [EmailAttachment.FromBytes("a", new byte[1]).Inline($"a{s}b")] }),
        new("calendar file name", "calendar.fileName", (m, s) => m with { Calendar = new EmailCalendar("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n") { FileName = $"a{s}b" } }),
        new("unsubscribe address", "listUnsubscribe.mailto.address", (m, s) => m with { ListUnsubscribe = new() { Mailto = new EmailAddress($"a{s}b@example.net") } }),
        new("unsubscribe subject", "listUnsubscribe.mailtoSubject", (m, s) => m with { ListUnsubscribe = new() { Mailto = new EmailAddress("a@example.net"), MailtoSubject = $"a{s}b" } }),
        new("unsubscribe URL", "listUnsubscribe.url", (m, s) => m with { ListUnsubscribe = new() { Url = new Uri($"https://example.net/a{s}b") } }),
        new("in-reply-to", "inReplyTo", (m, s) => m with { InReplyTo = $"<a{s}b@example.net>" }),
        new("references", "references[1]", (m, s) => m with { References = ["<a@example.net>", $"a{s}b@example.net"] }),
        new("language", "language", (m, s) => m with { Language = $"de{s}AT" }),
        new("tag", "tags[0]", (m, s) => m with { Tags = [$"a{s}b"] }),
        new("metadata key", "metadata", (m, s) => m with { Metadata = new Dictionary<string, string> { [$"a{s}b"] = "v" } }),
        new("metadata value", "metadata.k", (m, s) => m with { Metadata = new Dictionary<string, string> { ["k"] = $"a{s}b" } }),
    ];

    // These take no character that is not printable ASCII, whatever it is.
    private static readonly string[] Ascii = ["field name", "content type", "content id", "in-reply-to", "references", "language"];

    public static TheoryData<string> Names => [.. All.Select(one => one.Name)];

    public bool IsAddress => Field.EndsWith("address", StringComparison.Ordinal);

    public static InjectedField Of(string name) => All.Single(one => one.Name == name);

    /// <summary>Whether the field takes a payload that breaks no line.</summary>
    public bool Takes(string payload) =>
        !Ascii.Contains(Name) && (char.IsLetter(payload[0]) || !(IsAddress || Name == "unsubscribe URL"));
}
