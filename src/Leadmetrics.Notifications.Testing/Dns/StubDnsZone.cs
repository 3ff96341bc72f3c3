using System.Globalization;
using System.Net;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>What a <see cref="StubDnsServer"/> knows. Safe for concurrent use.</summary>
/// <remarks>Names end without a dot. A name below which something stands exists; all others do not (NXDOMAIN).</remarks>
public sealed class StubDnsZone
{
    private const int MaxString = 255;
    private readonly Lock _lock = new();
    private readonly List<StubDnsRecord> _records = [];

    internal static IReadOnlyDictionary<string, int> Types { get; } = new Dictionary<string, int> { ["A"] = 1, ["CNAME"] = 5, ["MX"] = 15, ["TXT"] = 16, ["AAAA"] = 28 };

    /// <summary>Adds a TXT record of one or more strings; a longer string is split after every 255 octets.</summary>
    /// <param name="owner">The name.</param>
    /// <param name="strings">The strings, an octet a character.</param>
    public StubDnsZone Txt(string owner, params string[] strings)
    {
        ArgumentNullException.ThrowIfNull(strings);
        var data = new List<byte>();
        foreach (var part in strings.SelectMany(text => text.Length == 0 ? [Array.Empty<byte>()] : Encoding.Latin1.GetBytes(text).Chunk(MaxString)))
        {
            data.Add((byte)part.Length);
            data.AddRange(part);
        }

        return Add(owner, "TXT", [.. data]);
    }

    /// <summary>Adds an MX record.</summary>
    /// <param name="owner">The name.</param>
    /// <param name="preference">The preference.</param>
    /// <param name="host">The host; empty for the null MX.</param>
    public StubDnsZone Mx(string owner, int preference, string host) => Add(owner, "MX", [(byte)(preference >> 8), (byte)preference, .. StubDnsWire.Name(host)]);

    /// <summary>Adds an alias.</summary>
    /// <param name="owner">The name.</param>
    /// <param name="target">What it is an alias of.</param>
    public StubDnsZone Cname(string owner, string target) => Add(owner, "CNAME", StubDnsWire.Name(target), target.ToLowerInvariant());

    /// <summary>Adds an A or AAAA record.</summary>
    /// <param name="owner">The name.</param>
    /// <param name="address">The address.</param>
    public StubDnsZone Address(string owner, string address)
    {
        var octets = IPAddress.Parse(address).GetAddressBytes();
        return Add(owner, octets.Length == 4 ? "A" : "AAAA", octets);
    }

    /// <summary>Adds a record that is written as <c>NAME TYPE VALUE</c>: TXT text goes on to the line's end, MX has preference and host (a dot for the null MX).</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="FormatException">The line is none.</exception>
    public StubDnsZone Line(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Split(' ', 3) switch
        {
            [var owner, "TXT", var text] => Txt(owner, text),
            [var owner, "CNAME", var target] => Cname(owner, target),
            [var owner, "A" or "AAAA", var address] => Address(owner, address),
            [var owner, "MX", var rest] when rest.Split(' ') is [var preference, var host] => Mx(owner, int.Parse(preference, CultureInfo.InvariantCulture), host == "." ? "" : host),
            _ => throw new FormatException($"\"{line}\" is not of the form NAME TYPE VALUE."),
        };
    }

    /// <summary>The records of a name; aliases are followed where <paramref name="chase"/> is set.</summary>
    internal (IReadOnlyList<StubDnsRecord> Records, bool Exists) Find(string name, int type, bool chase)
    {
        lock (_lock)
        {
            var found = new List<StubDnsRecord>();
            var at = name.ToLowerInvariant();
            while (true)
            {
                var owned = _records.Where(record => record.Owner == at).ToList();
                var alias = owned.Find(record => record.Alias is not null);
                if (alias is null || type == Types["CNAME"])
                {
                    found.AddRange(owned.Where(record => record.Type == type));
                    return (found, owned.Count > 0 || _records.Exists(record => record.Owner.EndsWith("." + at, StringComparison.Ordinal)));
                }

                // A circle ends where it closes: what stands in the answer so far is sent.
                if (found.Contains(alias)) return (found, true);
                found.Add(alias);
                if (!chase) return (found, true);
                at = alias.Alias!;
            }
        }
    }

    private StubDnsZone Add(string owner, string type, byte[] data, string? alias = null)
    {
        lock (_lock) _records.Add(new StubDnsRecord(owner.ToLowerInvariant(), Types[type], data, alias));
        return this;
    }
}
