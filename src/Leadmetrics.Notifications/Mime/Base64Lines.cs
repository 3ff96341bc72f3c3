using System.Buffers.Text;

namespace Leadmetrics.Notifications.Mime;

/// <summary>Base64 in lines of 76 characters (RFC 2045 section 6.8), each with its CRLF, the last one too.</summary>
internal static class Base64Lines
{
    /// <summary>The octets that one full line holds.</summary>
    public const int OctetsPerLine = 57;

    /// <summary>A full line with its CRLF.</summary>
    public const int LineLength = 78;

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
        while (!octets.IsEmpty)
        {
            var line = octets[..Math.Min(OctetsPerLine, octets.Length)];
            Base64.EncodeToUtf8(line, output[written..], out _, out var count);
            written += count;
            "\r\n"u8.CopyTo(output[written..]);
            written += 2;
            octets = octets[line.Length..];
        }

        return written;
    }
}
