using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>Each special-purpose block at its edges, at connect: what a name resolves to.</summary>
public sealed class SpecialPurposeAddressTests
{
    private static readonly string[] V4 =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    ];

    // Outside 2000::/3 nothing is global: their neighbours are denied too.
    private static readonly string[] V6 =
    [
        "::/128", "::1/128", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ];

    public static TheoryData<string> Denied =>
    [
        .. V4.SelectMany(block => new[] { First(block), Last(block) }).SelectMany(WithForms),
        .. V6.SelectMany(block => new[] { First(block), Last(block) }),
        "169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "::ffff:169.254.169.254", "1fff:ffff::1", "4000::1", "2001:0:7f00:1::1",
    ];

    public static TheoryData<string> Allowed =>
    [
        .. V4.SelectMany(block => new[] { Step(First(block), -1), Step(Last(block), 1) }).OfType<string>().Where(IsOutside).SelectMany(WithForms),
        .. new[] { "2001::/23", "2001:db8::/32", "2620:4f:8000::/48" }.SelectMany(block => new[] { Step(First(block), -1)!, Step(Last(block), 1)! }),
        "2000::1", "3ffe:ffff::1", "2606:4700::1111", "8.8.8.8", "223.255.255.255",
    ];

    [Theory]
    [MemberData(nameof(Denied))]
    public async Task First_and_last_of_each_special_purpose_block_are_denied_in_every_form(string address) =>
        Assert.StartsWith("the name resolves to an address that is ", await Resolving.DenyAsync(null, address), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Allowed))]
    public async Task The_neighbours_of_each_special_purpose_block_are_allowed_in_every_form(string address) =>
        Assert.Null(await Resolving.DenyAsync(null, address));

    [Fact]
    public void Every_block_of_the_table_has_two_allowed_neighbours_or_another_block_beside_it() =>
        Assert.True(Allowed.Count > V4.Length * 4, Allowed.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void The_machines_own_addresses_are_denied()
    {
        var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(nic => nic.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .ToArray();

        Assert.NotEmpty(own);
        Assert.All(own, address => Assert.Throws<EgressDeniedException>(() =>
            new EgressPolicy(new EgressOptions(), (_, _) => Task.FromResult(new[] { address })).ResolveAsync(Resolving.Host("mail.example.com"), 587, default).GetAwaiter().GetResult()));
    }

    private static bool IsOutside(string address) => !V4.Any(block => IPNetwork.Parse(block).Contains(IPAddress.Parse(address)));

    private static IEnumerable<string> WithForms(string address)
    {
        var octets = IPAddress.Parse(address).GetAddressBytes();
        var hex = Convert.ToHexStringLower(octets);
        yield return address;
        yield return $"::ffff:{address}";
        yield return $"64:ff9b::{hex[..4]}:{hex[4..]}";
        yield return $"2002:{hex[..4]}:{hex[4..]}::1";

        // ::1 is loopback of its own, and :: none at all, whatever stands in their last octets.
        if (octets is not [0, 0, 0, _]) yield return $"::{hex[..4]}:{hex[4..]}";
    }

    private static string First(string block) => IPNetwork.Parse(block).BaseAddress.ToString();

    private static string Last(string block)
    {
        var network = IPNetwork.Parse(block);
        var octets = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < octets.Length * 8; bit++) octets[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new IPAddress(octets).ToString();
    }

    private static string? Step(string address, int by)
    {
        var parsed = IPAddress.Parse(address);
        var length = parsed.AddressFamily == AddressFamily.InterNetwork ? 4 : 16;
        var value = new BigInteger(parsed.GetAddressBytes(), isUnsigned: true, isBigEndian: true) + by;
        if (value < 0 || value >= BigInteger.One << (length * 8)) return null;
        var octets = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new IPAddress([.. new byte[length - octets.Length], .. octets]).ToString();
    }
}
