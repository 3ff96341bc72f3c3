using System.Buffers;
using System.Text;

namespace Leadmetrics.Notifications.Mime;

/// <summary>Text that may go as it is (7bit): printable ASCII and tabs in lines of at most 78, its line ends made CRLF, resumable at any point.</summary>
internal struct PlainLines(string text)
{
    private const int MaxLine = 78;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "\t\r\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private int _position;

    public readonly bool IsDone => _position == text.Length;

    /// <summary>Tells whether a text may go as it is, and how long it is with every line end as CRLF.</summary>
    public static bool TryMeasure(string text, out long length)
    {
        length = text.Length;
        var rest = text.AsSpan();
        if (rest.IndexOfAnyExcept(Plain) >= 0) return false;
        while (!rest.IsEmpty)
        {
            var line = rest[..Math.Min(rest.Length, MaxLine + 1)];
            var end = line.IndexOfAny('\r', '\n');
            if (end < 0)
            {
                if (line.Length > MaxLine) return false;
                end = line.Length;
            }

            // A line like a boundary of ours would end the part. "From " is quoted by relays that keep mail in mbox files.
            if (line is ['-', '-', '=', '_', ..] or ['F', 'r', 'o', 'm', ' ', ..]) return false;
            rest = rest[end..];
            if (rest.IsEmpty) break;
            var lineEnd = LineEnds.Length(rest);
            length += 2 - lineEnd;
            rest = rest[lineEnd..];
        }

        return true;
    }

    /// <summary>Writes until the text ends or the output is full.</summary>
    /// <param name="output">At least two octets.</param>
    /// <returns>The octets written.</returns>
    public int Write(Span<byte> output)
    {
        var written = 0;
        while (_position < text.Length)
        {
            var rest = text.AsSpan(_position);
            var room = rest[..Math.Min(rest.Length, output.Length - written)];
            var end = room.IndexOfAny('\r', '\n');
            Ascii.FromUtf16(end < 0 ? room : room[..end], output[written..], out var count);
            written += count;
            _position += count;
            if (end < 0)
            {
                if (written == output.Length) break;
                continue;
            }

            if (output.Length - written < 2) break;
            "\r\n"u8.CopyTo(output[written..]);
            written += 2;
            _position += LineEnds.Length(rest[end..]);
        }

        return written;
    }
}
