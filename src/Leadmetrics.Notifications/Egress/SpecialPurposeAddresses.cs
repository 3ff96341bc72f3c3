using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Egress;

/// <summary>The address blocks that are not public mail servers: IANA's special-purpose registries (RFC 6890 and those that add to them) and what clouds hide behind public-looking addresses.</summary>
internal static class SpecialPurposeAddresses
{
    private static readonly (IPNetwork Network, string Name)[] V4 = Table(
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by carriers"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud platform"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"));

    private static readonly (IPNetwork Network, string Name)[] V6 = Table(
        ("::1/128", "loopback"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard"),
        ("100:0:0:1::/64", "dummy prefix"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"));

    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>The name of the block an address lies in; <see langword="null"/> where it is public. Addresses that embed an IPv4 one are judged by it.</summary>
    public static string? Find(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return Find(V4, address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return "not an internet address";

        // IPNetwork.Contains compares a mapped address by its IPv4 octets, with IPv6 networks too: it must never see one.
        if (address.IsIPv4MappedToIPv6) return Find(V4, address.MapToIPv4());
        if (Find(V6, address) is { } name) return name;
        if (Isatap(address) is { } site && Find(V4, site) is { } siteName) return siteName;
        if (Embedded(address) is { } inner) return Find(V4, inner);
        return GlobalUnicast.Contains(address) ? null : "not global";
    }

    /// <summary>The IPv4 address inside a mapped, compatible, NAT64 or 6to4 address.</summary>
    public static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (Compatible.Contains(address) || Nat64.Contains(address)) return FromBytes(bytes[12..]);
        return SixToFour.Contains(address) ? FromBytes(bytes[2..6]) : null;
    }

    // RFC 5214 section 6.1: the IPv4 address of a tunnel's end stands in the last octets, whatever the prefix is. No form of that address: allowing it allows no such one.
    private static IPAddress? Isatap(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return bytes[8..12] is [0 or 2, 0, 0x5e, 0xfe] ? FromBytes(bytes[12..]) : null;
    }

    private static IPAddress FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32LittleEndian(bytes));

    private static string? Find((IPNetwork Network, string Name)[] table, IPAddress address)
    {
        foreach (var (network, name) in table)
        {
            if (network.Contains(address)) return name;
        }

        return null;
    }

    private static (IPNetwork Network, string Name)[] Table(params (string Network, string Name)[] rows) =>
        [.. rows.Select(row => (IPNetwork.Parse(row.Network), row.Name))];
}
