using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Takes a multipart body apart (RFC 2046 5.1.1). The line end before a delimiter belongs to the delimiter.</summary>
internal static class Multipart
{
    public static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body, string boundary)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        var delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        int? start = null;
        for (var at = 0; at < body.Length;)
        {
            var newLine = body.Span[at..].IndexOf((byte)'\n');
            var next = newLine < 0 ? body.Length : at + newLine + 1;
            var line = body.Span[at..next].TrimEnd(" \t\r\n"u8);
            if (line.StartsWith(delimiter) && (line.Length == delimiter.Length || line[delimiter.Length..].SequenceEqual("--"u8)))
            {
                if (start is { } from)
                    parts.Add(body[from..Math.Max(from, EndOfLineBefore(body.Span, at))]);
                if (line.Length > delimiter.Length)
                    return parts;
                start = next;
            }
            at = next;
        }
        // The closing delimiter is missing: what is there is the last part.
        if (start is { } open)
            parts.Add(body[open..]);
        return parts;
    }

    private static int EndOfLineBefore(ReadOnlySpan<byte> body, int at) =>
        at >= 2 && body[at - 2] == '\r' && body[at - 1] == '\n' ? at - 2
        : at >= 1 && body[at - 1] == '\n' ? at - 1
        : at;
}
