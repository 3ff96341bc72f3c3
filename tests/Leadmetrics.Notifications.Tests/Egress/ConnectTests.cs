using System.Net;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>Ports, several answers, and answers that change: what is dialled is what was vetted, once for each connect.</summary>
public sealed class ConnectTests
{
    private const string Host = "mail.example.com";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_all_ports_those_of_submission_alone_may_be_called()
    {
        var policy = Resolving.Policy();
        var host = Resolving.Host(Host);

        Assert.Equal([25, 465, 587, 2525], Enumerable.Range(-1, 65_600).Where(port => policy.Deny(host, port) is null));
    }

    [Theory]
    [InlineData(22)]
    [InlineData(80)]
    [InlineData(443)]
    [InlineData(1025)]
    [InlineData(5432)]
    [InlineData(6379)]
    public async Task Another_port_is_refused_where_it_is_typed_and_never_dialled(int port)
    {
        await using var tenants = new TenantHost();
        var refused = await Assert.ThrowsAsync<ProviderConfigException>(() => tenants.AddAsync(TenantHost.Config(Host, port)));
        await tenants.PlaceAsync(TenantHost.Config(Host, port));
        var failure = await tenants.SendAsync();

        Assert.Equal(("port", FailureKind.Configuration), (refused.Field, failure!.Kind));
        await Assert.ThrowsAsync<EgressDeniedException>(async () => await Dialer(tenants).DialAsync(Resolving.Host(Host), port, Cancel));
        Assert.Empty(tenants.Resolving.Asked);
        Assert.Empty(tenants.Dialled.Endpoints);
    }

    [Theory]
    [InlineData("8.8.8.8,10.0.0.1")]
    [InlineData("10.0.0.1,8.8.8.8")]
    [InlineData("2606:4700::1111,8.8.8.8,::1")]
    [InlineData("8.8.8.8,::ffff:127.0.0.1")]
    [InlineData("8.8.8.8,8.8.4.4,1.1.1.1,9.9.9.9,169.254.169.254")]
    public async Task One_denied_answer_among_public_ones_and_none_is_dialled(string answers)
    {
        await using var tenants = new TenantHost(answers: [answers.Split(',')]);
        await tenants.PlaceAsync(TenantHost.Config(Host));

        Assert.Equal(FailureKind.Blocked, (await tenants.SendAsync())!.Kind);
        Assert.Empty(tenants.Dialled.Endpoints);
    }

    [Fact]
    public async Task The_answers_that_were_vetted_are_dialled_all_of_them_and_nobody_is_asked_again()
    {
        await using var tenants = new TenantHost(answers: [["8.8.8.8", "2606:4700::1111"], ["127.0.0.1"]]);
        await tenants.PlaceAsync(TenantHost.Config(Host));

        Assert.Equal(FailureKind.Connect, (await tenants.SendAsync())!.Kind);
        Assert.Equal(["8.8.8.8,2606:4700::1111 587"], tenants.Dialled.Endpoints);
        Assert.Equal([Host], tenants.Resolving.Asked);
    }

    [Fact]
    public async Task Each_new_connect_asks_and_vets_anew_and_a_connection_that_is_kept_asks_nobody()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.Tls = ScriptedTls.StartTls);
        await using var tenants = new TenantHost(new Dialled(new IPEndPoint(IPAddress.Loopback, server.Port)), answers: [["8.8.8.8"], ["8.8.4.4"], ["127.0.0.1"]]);
        await tenants.PlaceAsync(TenantHost.Config(Host, more: """{"tls":{"servername":"localhost"},"pool":{"maxMessages":2,"maxConnections":1}}"""));

        for (var sent = 0; sent < 4; sent++) Assert.Null(await tenants.SendAsync());
        var failure = await tenants.SendAsync();

        Assert.Equal(FailureKind.Blocked, failure!.Kind);
        Assert.Equal(["8.8.8.8 587", "8.8.4.4 587"], tenants.Dialled.Endpoints);
        Assert.Equal(3, tenants.Resolving.Asked.Count);
        Assert.Equal((4, 2), (server.Messages.Count, server.Connections.Count));
    }

    [Fact]
    public async Task Nothing_listens_in_vain_a_listener_on_this_machine_is_not_reached_by_a_name_that_leads_to_it()
    {
        // Without a stand-in for sockets: the real dialler, and a listener that would see a connection.
        using var listener = Resolving.Listen(IPAddress.Parse("127.0.0.9"));
        var options = new EgressOptions();
        options.AllowedPorts.Add(Resolving.PortOf(listener));
        var resolving = new Resolving(["127.0.0.9"]);
        var dialer = new Dialer(new EgressPolicy(options, resolving.ResolveAsync), TimeProvider.System);

        await Assert.ThrowsAsync<EgressDeniedException>(async () => await dialer.DialAsync(Resolving.Host(Host), Resolving.PortOf(listener), Cancel));

        Assert.False(listener.Poll(0, System.Net.Sockets.SelectMode.SelectRead));
    }

    private static Dialer Dialer(TenantHost tenants) => new(new EgressPolicy(new EgressOptions(), tenants.Resolving.ResolveAsync), tenants.Dialled.DialAsync);
}
