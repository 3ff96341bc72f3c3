using FsCheck;
using FsCheck.Fluent;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Any message: any strings wherever a message takes strings, any combination of bodies, attachments, recipients and senders.</summary>
internal static class AnyMail
{
    /// <summary>The domain of every blind copy, and of nobody else.</summary>
    public const string BlindDomain = "blind.example";

    private const string AtomText = "!#$%&'*+-/=?^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly string[] Domains = ["example.net", "sub.example.com", "EXAMPLE.org", "b", "bücher.example", "mail.例え.テスト", "[192.0.2.1]", $"{new string('d', 63)}.{new string('e', 63)}.{new string('f', 61)}"];

    // Text and HTML that stand inline are bodies to a reader that has no tree, and rightly so.
    private static readonly string[] InlineTypes = ["image/png", "image/svg+xml", "text/css", "application/octet-stream", "audio/x-wav"];

    private static readonly string[] AttachedTypes = [.. InlineTypes, "application/pdf", "text/csv", "text/plain", "text/html", "text/calendar", "message/rfc822", "multipart/x-zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"];

    private static readonly Gen<string> AnyLine = Gen.Frequency((4, Texts.Any.Select(Texts.AsLine)), (1, Gen.Elements(Texts.Lines)), (1, Gen.Constant("")));

    private static readonly Gen<string> AnyLocalPart = Gen.Frequency(
        (2, Gen.Elements("jane", "jane.doe+tag", "'", new string('l', 64))),
        (3, Gen.Choose(0, int.MaxValue).Select(seed => DotAtom(new Random(seed)))));

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
        from left in Gen.Choose(0, int.MaxValue)
        from seconds in Gen.Choose(0, int.MaxValue)
        select new GivenMail(new EmailMessage
        {
            To = to.Length > 0 && again == 0 ? [.. to, to[0]] : to,
            Cc = to.Length > 0 && again == 1 ? [to[0], .. cc] : cc,
            Bcc = isBlind == 0 || to.Length + cc.Length == 0 ? [blind] : [],
            ReplyTo = replyTo,
            From = isOverridden == 1 ? sender : null,
            Subject = subject,
            Headers = fields,
            Text = text ?? (html is null && attachments.Length == 0 ? "" : null),
            Html = html,
            Attachments = attachments,
        })
        {
            Sender = isOverridden == 1 ? Written.Sender : sender,
            MessageId = $"{left:x8}.{seconds}@example.com",
            Date = DateTimeOffset.FromUnixTimeSeconds(seconds),
        };

    private static Gen<EmailAddress> AnyAddressAt(Gen<string> domains) =>
        from local in AnyLocalPart
        from domain in domains
        from name in Gen.Frequency((1, Gen.Constant<string?>(null)), (4, AnyLine.Select(n => (string?)n)))
        select new EmailAddress($"{local}@{domain}", name);

    private static Gen<T[]> UpTo<T>(int count, Gen<T> one) => from n in Gen.Choose(0, count) from all in one.ArrayOf(n) select all;

    private static EmailAttachment[] Numbered(EmailAttachment[] attachments) => [.. attachments.Select((a, i) => a.ContentId is null ? a : a.Inline($"image-{i}@mail"))];

    private static string DotAtom(Random random)
    {
        var atoms = new string[random.Next(1, 4)];
        for (var i = 0; i < atoms.Length; i++) atoms[i] = new string(random.GetItems(AtomText.AsSpan(), random.Next(1, 20)));
        return string.Join('.', atoms).Replace("=?", "=_", StringComparison.Ordinal);
    }

    private static byte[] Octets(int size, int seed)
    {
        var octets = new byte[size];
        new Random(seed).NextBytes(octets);
        return octets;
    }
}
