using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>Reads messages that anybody may have written (RFC 1035 section 4.1, RFC 6891). Pure.</summary>
/// <remarks>A record takes at least 11 octets and pointers lead backwards alone, so the work is bounded by the message's size, which is 64 KiB at most.</remarks>
internal static class DnsMessageReader
{
    private const int Response = 0x8000;
    private const int Truncated = 0x0200;
    private const ushort Internet = 1;

    /// <summary>Reads a message.</summary>
    /// <returns><see langword="false"/>: it is none. A message that was cut is read as far as it goes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        var cursor = new DnsCursor(octets);
        if (!cursor.TryUInt16(out var id) || !cursor.TryUInt16(out var flags) || !cursor.TryUInt16(out var questions) || !cursor.TryUInt16(out var answers)) return false;
        if (!cursor.TryUInt16(out var authorities) || !cursor.TryUInt16(out var additional)) return false;
        var read = new DnsMessage { Id = id, IsResponse = (flags & Response) != 0, IsTruncated = (flags & Truncated) != 0, Code = (DnsCode)(flags & 0xF) };
        if (!TryQuestions(ref cursor, questions, ref read)) return false;
        var records = new List<DnsRecord>();
        var others = new List<DnsRecord>();
        var extension = 0;
        var whole = TryRecords(ref cursor, answers, records, ref extension)
            && TryRecords(ref cursor, authorities, others, ref extension)
            && TryRecords(ref cursor, additional, others, ref extension);
        if (!whole && !read.IsTruncated) return false;
        message = read with { Answers = records, Code = (DnsCode)((extension << 4) | (int)read.Code) };
        return true;
    }

    private static bool TryQuestions(ref DnsCursor cursor, int count, ref DnsMessage message)
    {
        for (var i = 0; i < count; i++)
        {
            if (!cursor.TryName(out var name) || !cursor.TryUInt16(out var type) || !cursor.TryUInt16(out var kind)) return false;
            message = message with { Question = count == 1 && kind == Internet ? (name, (DnsType)type) : null };
        }

        return true;
    }

    private static bool TryRecords(ref DnsCursor cursor, int count, List<DnsRecord> records, ref int extension)
    {
        for (var i = 0; i < count; i++)
        {
            if (!cursor.TryName(out var name) || !cursor.TryUInt16(out var type) || !cursor.TryUInt16(out var kind) || !cursor.TryUInt32(out var ttl) || !cursor.TryUInt16(out var length)) return false;
            if (!cursor.TryPart(length, out var data)) return false;

            // Its TTL holds the upper eight bits of the RCODE.
            if (type == (ushort)DnsType.Opt) extension = (int)(ttl >> 24);
            if (kind != Internet) continue;
            if (!TryData(name, (DnsType)type, ref data, out var record)) return false;
            if (record is not null) records.Add(record);
        }

        return true;
    }

    private static bool TryData(string name, DnsType type, ref DnsCursor data, out DnsRecord? record)
    {
        record = null;
        switch (type)
        {
            case DnsType.A or DnsType.Aaaa:
                if (!data.TryOctets(type == DnsType.A ? 4 : 16, out var address)) return false;
                record = new DnsRecord(name, type, new IPAddress(address).ToString());
                break;
            case DnsType.Cname:
                if (!data.TryName(out var alias)) return false;
                record = new DnsRecord(name, type, alias);
                break;
            case DnsType.Mx:
                if (!data.TryUInt16(out var preference) || !data.TryName(out var host)) return false;
                record = new DnsRecord(name, type, host, preference);
                break;
            case DnsType.Txt:
                if (!TryText(ref data, out var text)) return false;
                record = new DnsRecord(name, type, text);
                break;
            default:
                return true;
        }

        return data.IsAtEnd;
    }

    private static bool TryText(ref DnsCursor data, out string text)
    {
        var joined = new StringBuilder();
        text = "";
        do
        {
            if (!data.TryByte(out var length) || !data.TryOctets(length, out var part)) return false;
            joined.Append(Encoding.Latin1.GetString(part));
        }
        while (!data.IsAtEnd);

        text = joined.ToString();
        return true;
    }
}
