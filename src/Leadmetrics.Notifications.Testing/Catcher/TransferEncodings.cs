using System.Buffers;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Undoes Content-Transfer-Encoding (RFC 2045 section 6).</summary>
internal static class TransferEncodings
{
    public static ReadOnlyMemory<byte> Decode(string encoding, ReadOnlyMemory<byte> body) => encoding.Trim().ToUpperInvariant() switch
    {
        "BASE64" => Base64(body.Span),
        "QUOTED-PRINTABLE" => QuotedPrintable(body.Span),
        _ => body,
    };

    /// <summary>Octets outside the alphabet are skipped, as RFC 2045 6.8 demands; reading ends at the padding.</summary>
    public static byte[] Base64(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, text.Length * 3 / 4));
        int bits = 0, count = 0;
        foreach (var octet in text)
        {
            if (octet == '=')
                break;
            var value = Sextet(octet);
            if (value < 0)
                continue;
            bits = (bits << 6) | value;
            count += 6;
            if (count < 8)
                continue;
            count -= 8;
            output.Write([(byte)(bits >> count)]);
            bits &= (1 << count) - 1;
        }
        return output.WrittenSpan.ToArray();
    }

    public static byte[] QuotedPrintable(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, text.Length));
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            var cr = line.EndsWith("\r"u8);
            // White space at a line's end was added on the way (RFC 2045 6.7, rule 3).
            var kept = line.TrimEnd(" \t\r"u8);
            var soft = end >= 0 && kept.EndsWith("="u8);
            Line(soft ? kept[..^1] : kept, output);
            if (end >= 0 && !soft)
                output.Write(cr ? "\r\n"u8 : "\n"u8);
        }
        return output.WrittenSpan.ToArray();
    }

    private static void Line(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '=' && i + 2 < line.Length && char.IsAsciiHexDigit((char)line[i + 1]) && char.IsAsciiHexDigit((char)line[i + 2]))
            {
                output.Write([(byte)((Convert.FromHexString(((char)line[i + 1]).ToString() + (char)line[i + 2]))[0])]);
                i += 2;
            }
            else
                output.Write(line.Slice(i, 1));
        }
    }

    private static int Sextet(byte octet) => octet switch
    {
        >= (byte)'A' and <= (byte)'Z' => octet - 'A',
        >= (byte)'a' and <= (byte)'z' => octet - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => octet - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
