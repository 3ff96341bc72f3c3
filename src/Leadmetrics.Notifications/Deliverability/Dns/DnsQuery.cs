using System.Buffers.Binary;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>A question as octets (RFC 1035 section 4.1). Pure.</summary>
internal static class DnsQuery
{
    /// <summary>What fits into one packet everywhere: said by EDNS0, so that an answer is neither cut to 512 octets nor broken into fragments.</summary>
    public const ushort PayloadSize = 1232;

    private const ushort RecursionDesired = 0x0100;
    private const ushort Internet = 1;
    private const int HeaderLength = 12;
    private const int OptLength = 11;

    /// <summary>Writes a query.</summary>
    /// <returns><see langword="null"/>: the name is none.</returns>
    public static byte[]? Write(ushort id, string name, DnsType type, bool edns)
    {
        Span<byte> octets = stackalloc byte[DnsName.MaxOctets];
        if (!DnsName.TryWrite(name, octets, out var length)) return null;
        var query = new byte[HeaderLength + length + 4 + (edns ? OptLength : 0)];
        BinaryPrimitives.WriteUInt16BigEndian(query, id);
        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(2), RecursionDesired);
        query[5] = 1;
        octets[..length].CopyTo(query.AsSpan(HeaderLength));
        var at = query.AsSpan(HeaderLength + length);
        BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], Internet);
        if (!edns) return query;
        query[11] = 1;
        var opt = at[4..];
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)DnsType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], PayloadSize);
        return query;
    }
}
