using System.Buffers.Text;

namespace Leadmetrics.Notifications.Mime;

/// <summary>Base64 in lines of 76 characters (RFC 2045 section 6.8), each with its CRLF, the last one too.</summary>
internal static class Base64Lines
{
    /// <summary>The octets that one full line holds.</summary>
    public const int OctetsPerLine = 57;

    /// <summary>A full line with its CRLF.</summary>
    public const int LineLength = 78;

    private const int CharactersPerLine = 76;

    // 10 KiB of output: what is encoded is still in the nearest cache when it is moved.
    private const int LinesAtOnce = 128;

    /// <summary>The exact length of the encoded form.</summary>
    public static long EncodedLength(long octets)
    {
        var characters = checked((octets + 2) / 3 * 4);
        return checked(characters + ((characters + 75) / 76 * 2));
    }

    /// <summary>Encodes whole lines; only the last block of a body may end in the middle of one.</summary>
    /// <returns>The octets written.</returns>
    public static int Encode(ReadOnlySpan<byte> octets, Span<byte> output)
    {
        var written = 0;
        while (octets.Length >= OctetsPerLine)
        {
            var lines = Math.Min(octets.Length / OctetsPerLine, LinesAtOnce);
            EncodeFull(octets[..(lines * OctetsPerLine)], lines, output.Slice(written, lines * LineLength));
            written += lines * LineLength;
            octets = octets[(lines * OctetsPerLine)..];
        }

        if (octets.IsEmpty) return written;
        Base64.EncodeToUtf8(octets, output[written..], out _, out var count);
        written += count;
        "\r\n"u8.CopyTo(output[written..]);
        return written + 2;
    }

    // The encoder is fastest over many lines at once: it writes them to the end of their area without line ends, and each is then moved forward to its place.
    // A line's place, its CRLF included, never reaches into the next line's text: 78 (i + 1) ≤ 2 lines + 76 (i + 1).
    private static void EncodeFull(ReadOnlySpan<byte> octets, int lines, Span<byte> area)
    {
        var text = area[(lines * 2)..];
        Base64.EncodeToUtf8(octets, text, out _, out _);
        for (var i = 0; i < lines; i++)
        {
            var place = area.Slice(i * LineLength, LineLength);
            text.Slice(i * CharactersPerLine, CharactersPerLine).CopyTo(place);
            place[CharactersPerLine] = (byte)'\r';
            place[CharactersPerLine + 1] = (byte)'\n';
        }
    }
}
