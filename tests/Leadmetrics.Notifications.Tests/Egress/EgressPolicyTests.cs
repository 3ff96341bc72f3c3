using System.Net;
using System.Net.Sockets;
using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Tests.Egress;

public sealed class EgressPolicyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_denied_answer_among_public_ones_denies_the_host()
    {
        Assert.NotNull(await Resolving.DenyAsync(null, "8.8.8.8", "10.0.0.1"));
        Assert.NotNull(await Resolving.DenyAsync(null, "10.0.0.1", "8.8.8.8"));
        Assert.NotNull(await Resolving.DenyAsync(null, "2606:4700::1111", "8.8.8.8", "::1"));
        Assert.Null(await Resolving.DenyAsync(null, "2606:4700::1111", "8.8.8.8"));
    }

    [Fact]
    public async Task An_answer_that_changes_between_check_and_connect_is_vetted_again()
    {
        var resolving = new Resolving(["8.8.8.8"], ["127.0.0.1"]);
        var policy = new EgressPolicy(new EgressOptions(), resolving.ResolveAsync);
        await policy.ResolveAsync(Resolving.Host("mail.example.com"), 587, Cancel);

        await Assert.ThrowsAsync<EgressDeniedException>(async () => await new Dialer(policy, TimeProvider.System).DialAsync(Resolving.Host("mail.example.com"), 587, Cancel));
        Assert.Equal(["mail.example.com", "mail.example.com"], resolving.Asked);
    }

    [Theory]
    [InlineData(22)]
    [InlineData(80)]
    [InlineData(6379)]
    [InlineData(24)]
    [InlineData(0)]
    public async Task Ports_other_than_those_of_submission_are_denied(int port)
    {
        Assert.StartsWith($"port {port} ", Resolving.Policy().Deny(Resolving.Host("mail.example.com"), port), StringComparison.Ordinal);
        await Assert.ThrowsAsync<EgressDeniedException>(() => Resolving.Policy(null, ["8.8.8.8"]).ResolveAsync(Resolving.Host("mail.example.com"), port, Cancel));
    }

    [Theory]
    [InlineData(25)]
    [InlineData(465)]
    [InlineData(587)]
    [InlineData(2525)]
    public void The_ports_of_submission_are_allowed(int port) => Assert.Null(Resolving.Policy().Deny(Resolving.Host("mail.example.com"), port));

    [Fact]
    public void Allowed_ports_come_beside_the_usual_ones()
    {
        var policy = Resolving.Policy(o => o.AllowedPorts.Add(1587));

        Assert.Null(policy.Deny(Resolving.Host("mail.example.com"), 1587));
        Assert.Null(policy.Deny(Resolving.Host("mail.example.com"), 587));
        Assert.NotNull(policy.Deny(Resolving.Host("mail.example.com"), 1588));
    }

    [Fact]
    public async Task Allow_loopback_allows_loopback_on_any_port_and_nothing_else()
    {
        var policy = Resolving.Policy(o => o.AllowLoopback = true, ["127.0.0.1", "::1"]);

        Assert.Equal(2, (await policy.ResolveAsync(Resolving.Host("localhost"), 1025, Cancel)).Length);
        Assert.Equal([IPAddress.Loopback], await policy.ResolveAsync(Resolving.Host("127.0.0.1"), 1025, Cancel));
        Assert.NotNull(policy.Deny(Resolving.Host("mail.example.com"), 1025));
        Assert.NotNull(policy.Deny(Resolving.Host("10.0.0.1"), 25));
        Assert.NotNull(await Resolving.DenyAsync(o => o.AllowLoopback = true, "10.0.0.1"));
        Assert.NotNull(await Resolving.DenyAsync(o => o.AllowLoopback = true, "169.254.169.254"));
        Assert.Null(await Resolving.DenyAsync(o => o.AllowLoopback = true, "::ffff:127.0.0.1"));
        Assert.True(policy.AllowsClearText(Resolving.Host("localhost")));
        Assert.False(policy.AllowsClearText(Resolving.Host("mail.example.com")));
        await Assert.ThrowsAsync<EgressDeniedException>(() => Resolving.Policy(o => o.AllowLoopback = true, ["10.0.0.1"]).ResolveAsync(Resolving.Host("localhost"), 1025, Cancel));
    }

    [Fact]
    public async Task Allowed_networks_allow_their_addresses_by_name_and_as_literals()
    {
        static void Allow(EgressOptions options) => options.AllowedNetworks.Add("10.20.0.0/16");

        Assert.Null(await Resolving.DenyAsync(Allow, "10.20.0.0", "10.20.255.255", "::ffff:10.20.1.1"));
        Assert.NotNull(await Resolving.DenyAsync(Allow, "10.20.1.1", "10.21.0.0"));
        Assert.NotNull(await Resolving.DenyAsync(Allow, "10.19.255.255"));
        var policy = Resolving.Policy(Allow);
        Assert.Equal([IPAddress.Parse("10.20.1.1")], await policy.ResolveAsync(Resolving.Host("10.20.1.1"), 587, Cancel));
        Assert.NotNull(policy.Deny(Resolving.Host("10.21.1.1"), 587));
        Assert.NotNull(policy.Deny(Resolving.Host("10.20.1.1"), 22));
    }

    [Fact]
    public async Task An_allowed_ipv6_network_allows_no_ipv4_address_in_any_form()
    {
        static void Allow(EgressOptions options) => options.AllowedNetworks.Add("fc00::/7");
        var policy = Resolving.Policy(Allow);

        Assert.Null(await Resolving.DenyAsync(Allow, "fd12::1"));
        for (var first = 0; first < 256; first++)
        {
            var four = new IPAddress([(byte)first, 0, 0, 0]);
            Assert.NotNull(policy.Deny(Resolving.Host(four.ToString()), 587));
            Assert.NotNull(policy.Deny(Resolving.Host(four.MapToIPv6().ToString()), 587));
        }
    }

    [Fact]
    public async Task Allowed_hosts_are_called_whatever_they_resolve_to_but_on_the_allowed_ports_alone()
    {
        var policy = Resolving.Policy(o => o.AllowedHosts.Add("Mail.Corp.internal"), ["10.0.0.1"]);

        Assert.Equal([IPAddress.Parse("10.0.0.1")], await policy.ResolveAsync(Resolving.Host("mail.corp.internal"), 587, Cancel));
        await Assert.ThrowsAsync<EgressDeniedException>(() => policy.ResolveAsync(Resolving.Host("other.corp.internal"), 587, Cancel));
        await Assert.ThrowsAsync<EgressDeniedException>(() => policy.ResolveAsync(Resolving.Host("mail.example.com"), 587, Cancel));
        Assert.NotNull(policy.Deny(Resolving.Host("mail.corp.internal"), 22));
    }

    [Fact]
    public void What_the_operator_writes_down_may_go_anywhere_but_is_not_spoken_to_in_clear_by_default()
    {
        var options = new EgressOptions();
        options.ClearTextHosts.Add("catcher.corp.internal");
        var policy = EgressPolicy.ForOperator(options);

        Assert.Null(policy.Deny(Resolving.Host("10.0.0.1"), 22));
        Assert.True(policy.AllowsClearText(Resolving.Host("smtp.example.com")));
        Assert.False(policy.DefaultsToClearText(Resolving.Host("smtp.example.com")));
        Assert.True(policy.DefaultsToClearText(Resolving.Host("localhost")));
        Assert.True(policy.DefaultsToClearText(Resolving.Host("catcher.corp.internal")));
        Assert.False(Resolving.Policy().DefaultsToClearText(Resolving.Host("localhost")));
    }

    [Fact]
    public async Task No_answer_at_all_is_a_host_that_is_not_found()
    {
        var failure = await Assert.ThrowsAsync<SocketException>(() => Resolving.Policy(null, new string[][] { [] }).ResolveAsync(Resolving.Host("mail.example.com"), 587, Cancel));

        Assert.Equal(SocketError.HostNotFound, failure.SocketErrorCode);
    }
}
