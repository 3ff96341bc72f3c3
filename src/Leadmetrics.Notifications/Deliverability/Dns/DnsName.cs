using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>A name as octets and as text (RFC 1035 sections 3.1 and 5.1). Pure.</summary>
/// <remarks>In text, an octet that is no printable ASCII, a dot inside a label and a backslash stand as <c>\ddd</c>: what was read can be asked for again.</remarks>
internal static class DnsName
{
    public const int MaxOctets = 255;
    public const int MaxLabel = 63;

    /// <summary>Writes a name; the root is the empty text.</summary>
    /// <returns><see langword="false"/>: it is no name, a label is empty or longer than 63 octets, or the whole is longer than 255.</returns>
    public static bool TryWrite(string name, Span<byte> target, out int written)
    {
        written = 0;
        if (name.EndsWith('.')) name = name[..^1];
        Span<byte> octets = stackalloc byte[MaxOctets];
        var (length, at) = (0, 0);
        while (at < name.Length)
        {
            var label = length++;
            if (length >= MaxOctets) return false;
            while (at < name.Length && name[at] != '.')
            {
                if (length >= MaxOctets || !TryOctet(name, ref at, out octets[length])) return false;
                length++;
            }

            if (length - label - 1 is 0 or > MaxLabel) return false;
            octets[label] = (byte)(length - label - 1);

            // A dot that nothing follows is a label that is empty.
            if (at < name.Length && ++at == name.Length) return false;
        }

        if (length >= MaxOctets) return false;
        octets[length++] = 0;
        if (length > target.Length) return false;
        octets[..length].CopyTo(target);
        written = length;
        return true;
    }

    /// <summary>Whether a name can be asked for: the root cannot.</summary>
    public static bool IsValid(string name) => TryWrite(name, stackalloc byte[MaxOctets], out var length) && length > 1;

    /// <summary>Adds a label to a text, in lower case.</summary>
    public static void Append(StringBuilder text, ReadOnlySpan<byte> label)
    {
        if (text.Length > 0) text.Append('.');
        foreach (var octet in label)
        {
            if (octet is <= (byte)' ' or >= 127 or (byte)'.' or (byte)'\\') text.Append(CultureInfo.InvariantCulture, $"\\{octet:000}");
            else text.Append(char.ToLowerInvariant((char)octet));
        }
    }

    private static bool TryOctet(string name, ref int at, out byte octet)
    {
        octet = 0;
        var c = name[at++];
        if (c != '\\')
        {
            octet = (byte)c;
            return c is > ' ' and < (char)127;
        }

        if (at + 3 > name.Length || !byte.TryParse(name.AsSpan(at, 3), NumberStyles.None, CultureInfo.InvariantCulture, out octet)) return false;
        at += 3;
        return true;
    }
}
