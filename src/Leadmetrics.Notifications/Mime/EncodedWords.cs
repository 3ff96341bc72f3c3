using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Leadmetrics.Notifications.Mime;

/// <summary>Encoded-words (RFC 2047): each at most 75 octets, UTF-8, Q or B by cost, no scalar split. A lone surrogate becomes U+FFFD.</summary>
internal static class EncodedWords
{
    private const int Overhead = 12; // =?utf-8?Q? and ?=
    private const int MaxWord = 75;
    private const int LongestScalar = 12; // four octets, three characters each in Q; in B eight

    // RFC 2047 section 5 (3): what may stand for itself in a phrase, so anywhere.
    private static readonly SearchValues<byte> Literal = SearchValues.Create("!*+-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Writes text as one run of encoded-words, which readers join without the space between them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">The text; not empty.</param>
    /// <param name="spaceBefore">Whether a space, and where needed a fold, comes before the first word; before all others it always does.</param>
    public static void Write(HeaderBuffer output, ReadOnlySpan<char> text, bool spaceBefore = true)
    {
        var asQ = IsQShorter(text);
        while (!text.IsEmpty)
        {
            if (spaceBefore) output.Separate(Overhead + LongestScalar);
            spaceBefore = true;
            var room = Math.Min(MaxWord, HeaderBuffer.LineLimit - output.Column) - Overhead;
            output.Write(asQ ? "=?utf-8?Q?"u8 : "=?utf-8?B?"u8);
            text = text[(asQ ? WriteQ(output, text, room) : WriteB(output, text, room))..];
            output.Write("?="u8);
        }
    }

    private static bool IsQShorter(ReadOnlySpan<char> text)
    {
        var octets = 0;
        var q = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            octets += rune.Utf8SequenceLength;
            q += CostInQ(rune);
        }

        return q <= (octets + 2) / 3 * 4;
    }

    private static int CostInQ(Rune rune) =>
        rune.IsAscii ? rune.Value == ' ' || Literal.Contains((byte)rune.Value) ? 1 : 3 : rune.Utf8SequenceLength * 3;

    private static int WriteQ(HeaderBuffer output, ReadOnlySpan<char> text, int room)
    {
        Span<byte> octets = stackalloc byte[4];
        var span = output.GetSpan(room);
        var read = 0;
        var written = 0;
        while (read < text.Length)
        {
            Rune.DecodeFromUtf16(text[read..], out var rune, out var consumed);
            if (written + CostInQ(rune) > room) break;
            read += consumed;
            var count = rune.EncodeToUtf8(octets);
            foreach (var octet in octets[..count])
            {
                if (octet == (byte)' ')
                {
                    span[written++] = (byte)'_';
                }
                else if (Literal.Contains(octet))
                {
                    span[written++] = octet;
                }
                else
                {
                    Hex.Write(span[written..], (byte)'=', octet);
                    written += 3;
                }
            }
        }

        output.Advance(written);
        return read;
    }

    private static int WriteB(HeaderBuffer output, ReadOnlySpan<char> text, int room)
    {
        Span<byte> octets = stackalloc byte[MaxWord];
        octets = octets[..(room / 4 * 3)];
        var read = 0;
        var count = 0;
        while (read < text.Length)
        {
            Rune.DecodeFromUtf16(text[read..], out var rune, out var consumed);
            if (!rune.TryEncodeToUtf8(octets[count..], out var taken)) break;
            read += consumed;
            count += taken;
        }

        Base64.EncodeToUtf8(octets[..count], output.GetSpan(room), out _, out var written);
        output.Advance(written);
        return read;
    }
}
