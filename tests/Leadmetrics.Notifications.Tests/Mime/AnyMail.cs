using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Any message: any strings wherever a message takes strings, any combination of bodies, attachments, recipients and senders.</summary>
internal static class AnyMail
{
    /// <summary>The domain of every blind copy, and of nobody else.</summary>
    public const string BlindDomain = "blind.example";

    /// <summary>The domain of every reverse-path.</summary>
    public const string BouncesDomain = "bounces.example";

    private const string AtomText = "!#$%&'*+-/=?^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly string[] Domains = ["example.net", "sub.example.com", "EXAMPLE.org", "b", "bücher.example", "mail.例え.テスト", "[192.0.2.1]", "[IPv6:2001:db8::1]", $"{new string('d', 63)}.{new string('e', 63)}.{new string('f', 61)}"];

    // Text and HTML that stand inline are bodies to a reader that has no tree, and rightly so.
    private static readonly string[] InlineTypes = ["image/png", "image/svg+xml", "text/css", "application/octet-stream", "audio/x-wav"];

    private static readonly string[] AttachedTypes = [.. InlineTypes, "application/pdf", "text/csv", "text/plain", "text/html", "text/calendar", "message/rfc822", "multipart/x-zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"];

    private static readonly Gen<string> AnyLine = Gen.Frequency((4, Texts.Any.Select(Texts.AsLine)), (1, Gen.Elements(Texts.Lines)), (1, Gen.Constant("")));

    private static readonly Gen<string> AnyLocalPart = Gen.Frequency(
        (2, Gen.Elements("jane", "jane.doe+tag", "'", new string('l', 64))),
        (3, Gen.Choose(0, int.MaxValue).Select(seed => DotAtom(new Random(seed)))),
        (1, Gen.Choose(0, int.MaxValue).Select(seed => Quoted(new Random(seed)))),
        (1, Gen.Elements("jané", "用户", "δοκιμή.χρήστης", "e\u0301.x", "🚀", "i\u0307")));

    private static readonly (ListUnsubscribe Given, string Written)[] Unsubscribes =
    [
        (new() { Url = new Uri("https://example.com/u?token=abc&list=5") }, "<https://example.com/u?token=abc&list=5>"),
        (new() { Url = new Uri("https://bücher.example:8443/ä?x=(1)") }, "<https://xn--bcher-kva.example:8443/%C3%A4?x=(1)>"),
        (new() { Mailto = new("leave+5@bücher.example"), MailtoSubject = "Bitte löschen, ja?" }, "<mailto:leave%2B5@xn--bcher-kva.example?subject=Bitte%20l%C3%B6schen%2C%20ja%3F>"),
        (new() { Mailto = new("jané@example.com"), Url = new Uri("https://example.com/" + new string('u', 400)) }, $"<https://example.com/{new string('u', 400)}>, <mailto:jan%C3%A9@example.com>"),
    ];

    private static readonly Gen<EmailAddress> AnyAddress = AnyAddressAt(Gen.Elements(Domains));

    private static readonly Gen<string> AnyFileName = Gen.Frequency(
        (3, AnyLine),
        (2, Gen.Elements(FileNameTests.Given)),
        (1, from line in AnyLine from path in Gen.Elements("../", "C:\\", "a/b/", "") from ending in Gen.Elements(".pdf", ".tar.gz", ". ", "") select path + line + ending));

    private static readonly Gen<byte[]> AnyContent = from size in Gen.Choose(0, 300) from seed in Gen.Choose(0, int.MaxValue) select Octets(size, seed);

    private static readonly Gen<EmailAttachment> AnyAttached = from name in AnyFileName from content in AnyContent from type in Gen.Elements(AttachedTypes) select EmailAttachment.FromBytes(name, content, type);

    private static readonly Gen<EmailAttachment> AnyInline = from name in AnyFileName from content in AnyContent from type in Gen.Elements(InlineTypes) select EmailAttachment.FromBytes(name, content, type).Inline("x");

    private static readonly Gen<EmailAttachment[]> AnyAttachments = Gen.Frequency((2, Gen.Constant(Array.Empty<EmailAttachment>())), (3, UpTo(4, Gen.OneOf(AnyAttached, AnyInline)))).Select(Numbered);

    private static readonly Gen<string?> AnyBody = Gen.Frequency((1, Gen.Constant<string?>(null)), (1, Gen.Constant<string?>("")), (4, Texts.Any.Select(t => (string?)t)), (1, Gen.Elements(BodyTests.Given).Select(t => (string?)t)));

    private static readonly Gen<Dictionary<string, string>> AnyFields =
        from names in UpTo(3, Gen.Elements("X-Own", "x-own", "Keywords", "Comments", "Auto-Submitted", "X-" + new string('N', 74), "X-!#$%&'*+-.^_`|~"))
        from values in Gen.Frequency((8, AnyLine), (1, Gen.Choose(70, 1200).Select(n => new string('w', n)))).ArrayOf(names.Length)
        select names.Distinct(StringComparer.OrdinalIgnoreCase).Zip(values).ToDictionary(f => f.First, f => f.Second);

    private static readonly Gen<string> AnyId = Gen.Choose(0, int.MaxValue).Select(seed => Id(new Random(seed)));

    private static readonly Gen<EmailCalendar?> AnyCalendar = Gen.Frequency(
        (4, Gen.Constant<EmailCalendar?>(null)),
        (1, from text in Texts.Any.Select(Texts.AsLine)
            from method in Gen.Elements("REQUEST", "CANCEL", "REPLY", "x-own")
            from name in Gen.Frequency((1, Gen.Constant("invite.ics")), (1, AnyFileName))
            from lineEnd in Gen.Elements("\r\n", "\n")
            select (EmailCalendar?)new EmailCalendar(string.Join(lineEnd, ["BEGIN:VCALENDAR", $"METHOD:{method}", "BEGIN:VEVENT", $"SUMMARY:{text}", "END:VEVENT", "END:VCALENDAR", ""])) { FileName = name }));

    private static readonly Gen<EmailMessage> AnyThread =
        from parent in AnyId.OrNull()
        from references in Gen.Frequency((1, Gen.Constant(Array.Empty<string>())), (1, UpTo(12, AnyId)))
        from isThread in Gen.Choose(0, 2)
        from priority in Gen.Elements(EmailPriority.Normal, EmailPriority.Normal, EmailPriority.High, EmailPriority.Low)
        from language in Gen.Elements(null, null, "de-AT", "zh-Hant-TW")
        select isThread > 0 ? new EmailMessage() : new EmailMessage { InReplyTo = parent, References = references, Priority = priority, Language = language };

    public static Gen<GivenMail> Generator { get; } =
        from to in UpTo(3, AnyAddress)
        from cc in Gen.Frequency((2, Gen.Constant(Array.Empty<EmailAddress>())), (1, UpTo(2, AnyAddress)))
        from blind in AnyAddressAt(Gen.Constant(BlindDomain))
        from isBlind in Gen.Choose(0, 3)
        from again in Gen.Choose(0, 9)
        from replyTo in Gen.Frequency((2, Gen.Constant(Array.Empty<EmailAddress>())), (1, UpTo(3, AnyAddress)))
        from sender in AnyAddress
        from isOverridden in Gen.Choose(0, 1)
        from subject in AnyLine
        from fields in AnyFields
        from text in AnyBody
        from html in AnyBody
        from attachments in AnyAttachments
        from calendar in AnyCalendar
        from thread in AnyThread
        from unsubscribe in Gen.Choose(-6, Unsubscribes.Length - 1)
        from tags in UpTo(2, AnyLine)
        from left in Gen.Choose(0, int.MaxValue)
        from seconds in Gen.Choose(0, int.MaxValue)
        let bcc = isBlind == 0 || to.Length + cc.Length == 0 ? new[] { blind } : []
        let leave = unsubscribe >= 0 && (Unsubscribes[unsubscribe].Given.Url is null || to.Length + cc.Length + bcc.Length == 1) ? Unsubscribes[unsubscribe] : default
        select new GivenMail(thread with
        {
            To = to.Length > 0 && again == 0 && leave.Given is null ? [.. to, to[0]] : to,
            Cc = to.Length > 0 && again == 1 && leave.Given is null ? [to[0], .. cc] : cc,
            Bcc = bcc,
            EnvelopeSender = isBlind == 1 ? new EmailAddress($"return@{BouncesDomain}") : null,
            ListUnsubscribe = leave.Given,
            Calendar = calendar,
            Tags = tags,
            Metadata = tags.Select((t, i) => (Key: $"{i} {t.Replace('=', '-')}", Value: t)).ToDictionary(t => t.Key, t => t.Value),
            ReplyTo = replyTo,
            From = isOverridden == 1 ? sender : null,
            Subject = subject,
            Headers = fields,
            Text = text ?? (html is null && attachments.Length == 0 && calendar is null ? "" : null),
            Html = html,
            Attachments = attachments,
        })
        {
            Sender = isOverridden == 1 ? Written.Sender : sender,
            MessageId = $"{left:x8}.{seconds}@example.com",
            Unsubscribe = leave.Written,
            ShowsTags = again > 6,
            Date = DateTimeOffset.FromUnixTimeSeconds(seconds),
        };

    private static Gen<EmailAddress> AnyAddressAt(Gen<string> domains) =>
        from local in AnyLocalPart
        from domain in domains
        from name in Gen.Frequency((1, Gen.Constant<string?>(null)), (4, AnyLine.Select(n => (string?)n)))
        select new EmailAddress($"{local}@{domain}", name) { AllowQuotedLocalPart = local[0] == '"' };

    private static Gen<T[]> UpTo<T>(int count, Gen<T> one) => from n in Gen.Choose(0, count) from all in one.ArrayOf(n) select all;

    private static EmailAttachment[] Numbered(EmailAttachment[] attachments) => [.. attachments.Select((a, i) => a.ContentId is null ? a : a.Inline($"image-{i}@mail"))];

    private static string DotAtom(Random random)
    {
        var atoms = new string[random.Next(1, 4)];
        for (var i = 0; i < atoms.Length; i++) atoms[i] = new string(random.GetItems(AtomText.AsSpan(), random.Next(1, 20)));
        return string.Join('.', atoms).Replace("=?", "=_", StringComparison.Ordinal);
    }

    // RFC 5321 section 4.1.2: any printable ASCII in quotes but the angle brackets that are refused, whatever it is behind a backslash.
    private static string Quoted(Random random)
    {
        var content = new StringBuilder("\"");
        for (var left = random.Next(1, 20); left > 0; left--)
        {
            char c;
            do c = (char)random.Next(0x20, 0x7F);
            while (c is '<' or '>');
            content.Append(c is '"' or '\\' || random.Next(8) == 0 ? $"\\{c}" : $"{c}");
        }

        return content.Append('"').Replace("=?", "=_").Replace("=\\?", "=_").ToString();
    }

    // What others mint: printable ASCII but for angle brackets. One that reads as an encoded-word is decoded by every reader.
    private static string Id(Random random)
    {
        var id = new char[random.Next(30) == 0 ? random.Next(1, 900) : random.Next(1, 70)];
        for (var i = 0; i < id.Length; i++)
        {
            do id[i] = (char)random.Next('!', '~' + 1);
            while (id[i] is '<' or '>' || (id[i] == '?' && i > 0 && id[i - 1] == '='));
        }

        return random.Next(2) == 0 ? new string(id) : $"<{new string(id)}>";
    }

    private static byte[] Octets(int size, int seed)
    {
        var octets = new byte[size];
        new Random(seed).NextBytes(octets);
        return octets;
    }
}
