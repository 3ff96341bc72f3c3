using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>The blocks that are no public mail server, entered from the registries by hand, with an arithmetic of their own.</summary>
internal static class SpecialPurposeBlocks
{
    /// <summary>IANA's IPv4 Special-Purpose Address Registry, entry by entry; multicast, and what clouds put behind a public-looking address.</summary>
    public static readonly string[] V4 =
    [
        "0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32", "192.0.0.10/32",
        "192.0.0.170/32", "192.0.0.171/32", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.88.99.2/32", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "240.0.0.0/4", "255.255.255.255/32", "224.0.0.0/4", "168.63.129.16/32",
    ];

    /// <summary>IANA's IPv6 registry, entry by entry; multicast and site-local. At their edges 64:ff9b::/96 and 2002::/16 hold special addresses, within them any.</summary>
    public static readonly string[] V6 =
    [
        "::1/128", "::/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32",
        "2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ];

    private static readonly (BigInteger First, BigInteger Last)[] RangesV4 = [.. V4.Select(Range)];

    // Nothing outside 2000::/3 is handed out.
    private static readonly (BigInteger First, BigInteger Last)[] RangesV6 = [.. V6.Append("::/3").Append("4000::/2").Append("8000::/1").Select(Range)];

    /// <summary>First − 1, first, last and last + 1 of a block, as far as they exist.</summary>
    public static IEnumerable<IPAddress> Edges(string block)
    {
        var (first, last) = Range(block);
        var length = block.Contains(':', StringComparison.Ordinal) ? 16 : 4;
        return new[] { first - 1, first, last, last + 1 }.Where(value => value >= 0 && value < BigInteger.One << (length * 8)).Select(value => Address(value, length));
    }

    /// <summary>What stands for an IPv4 address: itself, mapped, compatible, NAT64 and 6to4.</summary>
    public static IEnumerable<IPAddress> Forms(IPAddress address)
    {
        var hex = Convert.ToHexStringLower(address.GetAddressBytes());
        var (high, low) = (hex[..4], hex[4..]);
        return new[] { address.ToString(), $"::ffff:{high}:{low}", $"::{high}:{low}", $"64:ff9b::{high}:{low}", $"2002:{high}:{low}::1" }.Select(IPAddress.Parse);
    }

    public static bool Holds(IPAddress address)
    {
        var value = Value(address);
        return Array.Exists(address.AddressFamily == AddressFamily.InterNetwork ? RangesV4 : RangesV6, range => range.First <= value && value <= range.Last);
    }

    private static (BigInteger First, BigInteger Last) Range(string block)
    {
        var slash = block.IndexOf('/', StringComparison.Ordinal);
        var address = IPAddress.Parse(block[..slash]);
        var bits = (address.GetAddressBytes().Length * 8) - int.Parse(block[(slash + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        return (Value(address), Value(address) + (BigInteger.One << bits) - 1);
    }

    private static BigInteger Value(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);

    private static IPAddress Address(BigInteger value, int length)
    {
        var octets = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new IPAddress([.. new byte[length - octets.Length], .. octets]);
    }
}
