using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Octets of RFC 1035 as the stub reads and writes them, on its own.</summary>
internal static class StubDnsWire
{
    public const int ServFail = 2;
    public const int FormErr = 1;
    public const int NxDomain = 3;
    public const int NotImp = 4;
    public const int Refused = 5;
    private const int Opt = 41;

    /// <summary>A name without compression.</summary>
    public static byte[] Name(string name)
    {
        var octets = new List<byte>();
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            octets.Add((byte)label.Length);
            octets.AddRange(Encoding.Latin1.GetBytes(label));
        }

        return [.. octets, 0];
    }

    /// <summary>Reads a query; <see langword="null"/>: it is none that the stub understands.</summary>
    public static StubDnsQuery? Read(byte[] packet, bool overTcp, int sourcePort)
    {
        if (packet.Length < 17 || (packet[2] & 0x80) != 0 || packet[4] != 0 || packet[5] != 1) return null;
        var (labels, at) = (new List<string>(), 12);
        while (at < packet.Length && packet[at] != 0)
        {
            // A query has nothing to point to.
            if (packet[at] > 63 || at + packet[at] >= packet.Length) return null;
            labels.Add(Encoding.Latin1.GetString(packet, at + 1, packet[at]));
            at += packet[at] + 1;
        }

        if (at + 5 > packet.Length) return null;
        var number = (packet[at + 1] << 8) | packet[at + 2];
        var type = StubDnsZone.Types.FirstOrDefault(pair => pair.Value == number).Key ?? number.ToString(CultureInfo.InvariantCulture);
        var opt = at + 5;
        var hasOpt = packet[11] == 1 && opt + 11 <= packet.Length && packet[opt] == 0 && packet[opt + 2] == Opt;
        return new StubDnsQuery((packet[0] << 8) | packet[1], string.Join('.', labels), type, overTcp, hasOpt ? (packet[opt + 3] << 8) | packet[opt + 4] : null, sourcePort);
    }

    /// <summary>A header alone.</summary>
    public static byte[] Header(StubDnsQuery query, int code) => [(byte)(query.Id >> 8), (byte)query.Id, 0x81, (byte)(0x80 | code), 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>An answer; owners that equal the question's name point to it.</summary>
    public static byte[] Answer(StubDnsQuery query, int code, IReadOnlyList<StubDnsRecord> records, bool truncated)
    {
        var octets = new List<byte>(Header(query, code));
        if (truncated) octets[2] |= 0x02;
        octets[5] = 1;
        octets.AddRange(Name(query.Name));
        AddNumber(octets, StubDnsZone.Types.TryGetValue(query.Type, out var type) ? type : int.Parse(query.Type, CultureInfo.InvariantCulture));
        AddNumber(octets, 1);
        if (!truncated)
        {
            octets[6] = (byte)(records.Count >> 8);
            octets[7] = (byte)records.Count;
            foreach (var record in records) Add(octets, query, record);
        }

        if (query.PayloadSize is not null)
        {
            octets[11] = 1;
            octets.AddRange([0, 0, Opt, 0x04, 0xD0, 0, 0, 0, 0, 0, 0]);
        }

        return [.. octets];
    }

    private static void Add(List<byte> octets, StubDnsQuery query, StubDnsRecord record)
    {
        if (record.Owner.Equals(query.Name, StringComparison.OrdinalIgnoreCase)) octets.AddRange([0xC0, 12]);
        else octets.AddRange(Name(record.Owner));
        AddNumber(octets, record.Type);
        AddNumber(octets, 1);
        octets.AddRange([0, 0, 0, 60]);
        AddNumber(octets, record.Data.Length);
        octets.AddRange(record.Data);
    }

    private static void AddNumber(List<byte> octets, int number) => octets.AddRange([(byte)(number >> 8), (byte)number]);
}
