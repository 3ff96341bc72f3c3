using System.Buffers.Text;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Takes transfer encodings off (RFC 2045 section 6), whatever is wrong with them.</summary>
internal static class TransferDecoding
{
    /// <summary>Decodes base64 up to its padding; other characters are passed over, and an end that makes no octet is dropped.</summary>
    public static byte[] Base64(ReadOnlySpan<byte> encoded)
    {
        var letters = new byte[encoded.Length];
        var count = 0;
        foreach (var octet in encoded)
        {
            if (octet == '=') break;
            if (octet is (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'/') letters[count++] = octet;
        }

        var whole = count - (count % 4);
        var result = new byte[(count / 4 * 3) + 2];
        System.Buffers.Text.Base64.DecodeFromUtf8(letters.AsSpan(0, whole), result, out _, out var written);
        if (count - whole >= 2)
        {
            Span<byte> last = [letters[whole], letters[whole + 1], count - whole == 3 ? letters[whole + 2] : (byte)'A', (byte)'A'];
            Span<byte> octets = stackalloc byte[3];
            System.Buffers.Text.Base64.DecodeFromUtf8(last, octets, out _, out _);
            octets[..(count - whole - 1)].CopyTo(result.AsSpan(written));
            written += count - whole - 1;
        }

        return result[..written];
    }

    /// <summary>Decodes quoted-printable; what is no escape stays as it is.</summary>
    public static byte[] QuotedPrintable(ReadOnlySpan<byte> encoded)
    {
        var result = new byte[encoded.Length];
        var count = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var octet = encoded[i];
            if (octet != '=')
            {
                result[count++] = octet;
            }
            else if (encoded[(i + 1)..] is [(byte)'\n', ..])
            {
                i++;
            }
            else if (encoded[(i + 1)..] is [(byte)'\r', (byte)'\n', ..])
            {
                i += 2;
            }
            else if (i + 2 < encoded.Length && Utf8Parser.TryParse(encoded.Slice(i + 1, 2), out byte value, out var used, 'X') && used == 2)
            {
                result[count++] = value;
                i += 2;
            }
            else
            {
                result[count++] = octet;
            }
        }

        return result[..count];
    }
}
