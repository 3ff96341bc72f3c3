using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>Each special-purpose block at its edges: where a name resolves to such an address nothing is dialled, and typed as a host it is not stored.</summary>
public sealed class SpecialPurposeAddressTests
{
    public static TheoryData<string> V4 => [.. SpecialPurposeBlocks.V4];

    public static TheoryData<string> V6 => [.. SpecialPurposeBlocks.V6];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(V4))]
    public async Task An_ipv4_block_is_denied_from_first_to_last_in_every_form_and_its_neighbours_are_not(string block)
    {
        var edges = SpecialPurposeBlocks.Edges(block).ToArray();

        Assert.Equal(block is "0.0.0.0/8" or "0.0.0.0/32" or "240.0.0.0/4" or "255.255.255.255/32" ? 3 : 4, edges.Length);
        foreach (var edge in edges)
        {
            foreach (var form in SpecialPurposeBlocks.Forms(edge))
            {
                await ConnectAsync(form, SpecialPurposeBlocks.Holds(edge));
                Validate(form);
            }
        }
    }

    [Theory]
    [MemberData(nameof(V6))]
    public async Task An_ipv6_block_is_denied_from_first_to_last_and_only_global_neighbours_are_not(string block)
    {
        foreach (var edge in SpecialPurposeBlocks.Edges(block))
        {
            await ConnectAsync(edge, SpecialPurposeBlocks.Holds(edge));
            Validate(edge);
        }
    }

    [Theory]
    [InlineData("169.254.169.254")] // metadata of AWS, Azure, Google
    [InlineData("169.254.170.2")] // credentials of ECS tasks
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("100.100.100.200")] // Alibaba
    [InlineData("192.0.0.192")] // Oracle
    [InlineData("168.63.129.16")] // Azure
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::")]
    [InlineData("64:ff9b:1::a9fe:a9fe")] // a network's own NAT64
    [InlineData("::ffff:0:127.0.0.1")] // IPv4-translated
    [InlineData("::ffff:0:8.8.8.8")]
    [InlineData("2001:0:7f00:1::1")] // Teredo
    [InlineData("2001:470:1f0b:10::5efe:10.0.0.1")] // ISATAP, under a public prefix
    [InlineData("2001:470:1f0b:10:200:5efe:127.0.0.1")]
    [InlineData("2001:470:1f0b:10::5efe:169.254.169.254")]
    [InlineData("::")]
    [InlineData("1fff:ffff::1")]
    [InlineData("4000::1")]
    [InlineData("fe80::1%2")]
    public Task What_leads_into_a_machine_or_a_cloud_is_denied(string address) => ConnectAsync(IPAddress.Parse(address), isDenied: true);

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("2000::1")]
    [InlineData("2001:470:1f0b:10::5efe:8.8.8.8")]
    [InlineData("2001:470:1f0b:10:200:5eff:fe00:1")] // a network card's number, not ISATAP
    public Task What_is_public_is_dialled(string address) => ConnectAsync(IPAddress.Parse(address), isDenied: false);

    [Theory]
    [InlineData("10.20.0.0/16", "fe80::5efe:10.20.0.1")]
    [InlineData("10.20.0.0/16", "64:ff9b:1::a14:1")]
    [InlineData("::/0", "127.0.0.1")]
    [InlineData("fc00::/7", "::ffff:10.0.0.1")]
    public async Task An_allowed_network_opens_no_other_by_another_form(string network, string address) =>
        Assert.NotNull(await Resolving.DenyAsync(options => options.AllowedNetworks.Add(network), address));

    [Fact]
    public async Task The_machines_own_addresses_are_denied_and_named()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(nic => nic.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address).ToArray();

        Assert.NotEmpty(own);
        foreach (var address in own) await ConnectAsync(address, isDenied: true);
    }

    // A name that resolves to it: counted where sockets are opened.
    private static async Task ConnectAsync(IPAddress address, bool isDenied)
    {
        var dialled = new Dialled();
        var policy = new EgressPolicy(new EgressOptions(), (_, _) => Task.FromResult(new[] { address }));
        var failure = await Record.ExceptionAsync(async () => await new Dialer(policy, dialled.DialAsync).DialAsync(Resolving.Host("mail.example.com"), 587, Cancel));

        if (isDenied)
        {
            Assert.True(failure is EgressDeniedException denied && denied.Reason.Contains($"resolves to {address}, an address ", StringComparison.Ordinal), $"{address}: {failure}");
            Assert.Empty(dialled.Endpoints);
        }
        else
        {
            Assert.True(failure is SocketException, $"{address}: {failure}");
            Assert.Equal([$"{address} 587"], dialled.Endpoints);
        }
    }

    // As a host in a form, public or not: a tenant gives names.
    private static void Validate(IPAddress address)
    {
        var environment = new SmtpEnvironment(Resolving.Policy(null, ["8.8.8.8"]), TimeProvider.System);
        foreach (var text in new[] { address.ToString(), $"[{address}]", address + "." })
        {
            var refused = Assert.Throws<ProviderConfigException>(() => SmtpAccount.Read(TenantHost.Config(text), environment, out _));
            Assert.Equal("host", refused.Field);
            Assert.NotEmpty(refused.Reason);
        }
    }
}
