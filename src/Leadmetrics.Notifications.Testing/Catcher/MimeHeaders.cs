using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Splits an entity into its header fields and its body (RFC 5322 2.2).</summary>
internal static class MimeHeaders
{
    public static (List<CaughtHeader> Headers, ReadOnlyMemory<byte> Body) Read(ReadOnlyMemory<byte> entity)
    {
        var headers = new List<CaughtHeader>();
        while (!entity.IsEmpty)
        {
            var line = NextLine(ref entity);
            if (line.Length == 0)
                break;
            var field = new StringBuilder(ReplyText.Decode(line.Span));
            // Unfolding takes the line end away and leaves the white space (RFC 5322 2.2.3).
            while (!entity.IsEmpty && entity.Span[0] is (byte)' ' or (byte)'\t')
                field.Append(ReplyText.Decode(NextLine(ref entity).Span));
            var text = field.ToString();
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                headers.Add(new CaughtHeader(text[..colon].TrimEnd(), text[(colon + 1)..].Trim(' ', '\t')));
        }
        return (headers, entity);
    }

    private static ReadOnlyMemory<byte> NextLine(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
    }
}
