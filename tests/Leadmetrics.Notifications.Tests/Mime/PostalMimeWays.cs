using System.Text;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>postal-mime's ways.</summary>
internal sealed class PostalMimeWays : ReaderWays
{
    private const string ByteOrderMark = "\uFEFF";

    public override string Name => "postal-mime";

    /// <summary>It takes a U+FEFF at the start of an encoded-word for a byte order mark.</summary>
    public override bool ReadsLine(string value, string read) =>
        value == read || (value.Contains(ByteOrderMark, StringComparison.Ordinal) && Unmarked(value) == Unmarked(read));

    /// <summary>It takes a U+FEFF at the start for a byte order mark, and counts the line end before a boundary to the body, unless that is base64.</summary>
    public override bool ReadsBody(string body, string read, bool isBase64, bool isWhole)
    {
        if (body.StartsWith(ByteOrderMark, StringComparison.Ordinal)) body = body[1..];
        return read == (isWhole || isBase64 ? body : body + "\n");
    }

    /// <summary>It makes text of every calendar, whatever is in it, with one line end at its end.</summary>
    public override byte[] Content(string type, byte[] content)
    {
        if (type is not ("text/calendar" or "application/ics")) return content;
        var text = Encoding.UTF8.GetString(content);
        if (text.StartsWith(ByteOrderMark, StringComparison.Ordinal)) text = text[1..];
        return Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n') + "\n");
    }

    private static string Unmarked(string text) => text.Replace(ByteOrderMark, "", StringComparison.Ordinal);
}
