using System.Buffers;
using System.Text;

namespace Leadmetrics.Notifications.Mime;

/// <summary>Quoted-printable (RFC 2045 section 6.7) over text: lines of at most 76, no scalar split by a soft line break, resumable at any point.</summary>
/// <remarks>
/// Beyond the RFC's rules, at the start of a line a dot and the F of "From " are encoded too: old relays stuff dots and quote "From " in ways that would change the
/// text and break signatures.
/// </remarks>
internal struct QuotedPrintable(string text)
{
    private const int MaxContent = 75; // and the = of a soft line break
    private const int LongestStep = 96;

    private static readonly SearchValues<char> Literal = SearchValues.Create(
        "\t !\"#$%&'()*+,-./0123456789:;<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private int _position;
    private int _column;

    public readonly bool IsDone => _position == text.Length;

    /// <summary>The exact length of the encoded form.</summary>
    public static long EncodedLength(string text)
    {
        Span<byte> scratch = stackalloc byte[2048];
        var encoder = new QuotedPrintable(text);
        long length = 0;
        while (!encoder.IsDone) length += encoder.Write(scratch);
        return length;
    }

    /// <summary>Encodes until the text ends or the output is nearly full.</summary>
    /// <param name="output">At least 96 octets.</param>
    /// <returns>The octets written.</returns>
    public int Write(Span<byte> output)
    {
        var written = 0;
        while (_position < text.Length && output.Length - written >= LongestStep)
        {
            var rest = text.AsSpan(_position);
            if (rest[0] is '\r' or '\n')
            {
                _position += LineEnds.Length(rest);
                _column = 0;
                "\r\n"u8.CopyTo(output[written..]);
                written += 2;
                continue;
            }

            var run = LiteralRun(rest);
            if (run > 0)
            {
                Ascii.FromUtf16(rest[..run], output[written..], out _);
                written += run;
                _column += run;
                _position += run;
            }
            else
            {
                written += WriteScalar(rest, output[written..]);
            }
        }

        return written;
    }

    private readonly int LiteralRun(ReadOnlySpan<char> rest)
    {
        if (_column == 0 && (rest[0] == '.' || rest.StartsWith("From ", StringComparison.Ordinal))) return 0;
        var room = rest[..Math.Min(rest.Length, MaxContent - _column)];
        var run = room.IndexOfAnyExcept(Literal);
        if (run < 0) run = room.Length;

        // Space at the end of a line gets lost on the way.
        if (run > 0 && rest[run - 1] is ' ' or '\t' && (run == rest.Length || rest[run] is '\r' or '\n')) run--;
        return run;
    }

    private int WriteScalar(ReadOnlySpan<char> rest, Span<byte> output)
    {
        Span<byte> octets = stackalloc byte[4];
        Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
        var count = rune.EncodeToUtf8(octets);
        var written = 0;
        if (_column + (count * 3) > MaxContent)
        {
            "=\r\n"u8.CopyTo(output);
            written = 3;
            _column = 0;

            // At the new start of the line other rules hold, so the character is looked at again.
            if (rune.IsAscii) return written;
        }

        foreach (var octet in octets[..count])
        {
            Hex.Write(output[written..], (byte)'=', octet);
            written += 3;
        }

        _column += count * 3;
        _position += consumed;
        return written;
    }
}
