using System.Text;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>A mail taken apart: its header, and its parts in order.</summary>
/// <remarks>Each level of multiparts goes over its octets once, so that the time is bounded by their number times the levels. Attached messages are parts, and are not taken apart.</remarks>
internal sealed class ReportMail
{
    private const int MaxParts = 200;
    private const int MaxDepth = 10;

    private static readonly string[] Arrivals = ["X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To"];

    private readonly List<MailPart> _parts = [];

    private ReportMail(MailHeader header)
    {
        Header = header;
        Type = MailContentType.Read(header["Content-Type"]);
    }

    public MailHeader Header { get; }

    public MailContentType Type { get; }

    public IReadOnlyList<MailPart> Parts => _parts;

    public static ReportMail Read(ReadOnlyMemory<byte> octets)
    {
        octets = SkipSeparators(octets);
        var header = MailHeader.Read(octets.Span, out var end);
        var mail = new ReportMail(header);
        mail.Add(header, mail.Type, octets[end..], 0);
        return mail;
    }

    /// <summary>The first part of one of some types.</summary>
    public MailPart? Find(params ReadOnlySpan<string> types)
    {
        foreach (var part in _parts)
        {
            if (types.Contains(part.Type.Name)) return part;
        }

        return null;
    }

    /// <summary>The header of the message that the mail brings back.</summary>
    public MailHeader? Original() =>
        Find("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers", "text/rfc822") is { } part ? OriginalIn(part.Body().Span) : null;

    /// <summary>A header that begins at the first line that is not empty.</summary>
    public static MailHeader OriginalIn(ReadOnlySpan<byte> octets) => MailHeader.Read(octets.TrimStart("\r\n \t"u8), out _);

    /// <summary>The Message-ID that the mail answers: some servers name the original there (Gmail, Exchange), and bring nothing of it back.</summary>
    public string? AnsweredMessageId() => MessageIdIn(Header["In-Reply-To"]);

    /// <summary>Where the mail came to.</summary>
    public string? DeliveredTo()
    {
        string? first = null;
        foreach (var address in Arrivals.SelectMany(Header.All).Take(100).SelectMany(value => MailAddresses.In(value)))
        {
            if (VerpAddress.TryRead(address, out _)) return address;
            first ??= address;
        }

        return first;
    }

    /// <summary>What stands between angle brackets, or alone.</summary>
    public static string? MessageIdIn(string? field)
    {
        if (field is null) return null;
        var text = field.AsSpan().Trim();
        if (text.IndexOf('<') is >= 0 and var open)
        {
            text = text[(open + 1)..];
            var close = text.IndexOf('>');
            if (close >= 0) text = text[..close];
        }

        text = text.Trim();
        return text.Length is > 0 and <= 998 && !text.ContainsAnyExceptInRange('!', '~') ? text.ToString() : null;
    }

    private void Add(MailHeader header, MailContentType type, ReadOnlyMemory<byte> body, int depth)
    {
        if (_parts.Count == MaxParts) return;
        if (type is { IsMultipart: true, Boundary: { } boundary } && depth < MaxDepth) Split(body, Encoding.UTF8.GetBytes("--" + boundary.TrimEnd()), depth);
        else _parts.Add(new MailPart(header, type, body));
    }

    private void Split(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> delimiter, int depth)
    {
        var lines = new OctetLines(body.Span);
        var start = -1;
        while (_parts.Count < MaxParts && lines.Read())
        {
            if (!lines.Line.StartsWith(delimiter)) continue;
            var rest = lines.Line[delimiter.Length..].TrimEnd(" \t"u8);
            var closes = rest.SequenceEqual("--"u8);
            if (rest.Length > 0 && !closes) continue;
            if (start >= 0) AddPart(body[start..lines.Start], depth);
            start = closes ? -1 : lines.Next;
            if (closes) return;
        }

        // The end was cut off: what came counts.
        if (start >= 0) AddPart(body[start..], depth);
    }

    private void AddPart(ReadOnlyMemory<byte> part, int depth)
    {
        var header = MailHeader.Read(part.Span, out var end);
        Add(header, MailContentType.Read(header["Content-Type"]), part[end..], depth + 1);
    }

    // A mailbox file's separator, and empty lines that some programs put before a mail.
    private static ReadOnlyMemory<byte> SkipSeparators(ReadOnlyMemory<byte> octets)
    {
        octets = octets.TrimStart("\r\n"u8);
        if (!octets.Span.StartsWith("From "u8)) return octets;
        var end = octets.Span.IndexOf((byte)'\n');
        return end < 0 ? ReadOnlyMemory<byte>.Empty : octets[(end + 1)..];
    }
}
