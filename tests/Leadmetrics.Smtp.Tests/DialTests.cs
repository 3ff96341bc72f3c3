using System.Net;
using System.Net.Sockets;
using System.Text;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp.Dialing;

namespace Leadmetrics.Smtp.Tests;

public sealed class DialTests
{
    private static readonly HappyEyeballs Dialler = new(TimeProvider.System);

    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public void The_families_alternate_and_the_first_answer_stays_first()
    {
        var addresses = new[] { "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2" }.Select(IPAddress.Parse).ToArray();
        Assert.Equal(["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"], HappyEyeballs.Alternate(addresses).Select(address => address.ToString()));
    }

    [Fact]
    public async Task Addresses_that_refuse_do_not_keep_the_one_that_accepts_from_being_found()
    {
        await using var server = ScriptedSmtpServer.Start();
        var addresses = Enumerable.Range(2, 9).Select(i => IPAddress.Parse($"127.0.0.{i}")).Append(IPAddress.Loopback).ToArray();
        using var socket = await Dialler.DialAsync(addresses, server.Port, Cancel);
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)socket.RemoteEndPoint!).Address);
        Assert.True(socket.NoDelay);
    }

    [Fact]
    public async Task A_dead_IPv6_does_not_hide_a_live_IPv4()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var socket = await Dialler.DialAsync([IPAddress.IPv6Loopback, IPAddress.Loopback], server.Port, Cancel);
        Assert.Equal(AddressFamily.InterNetwork, socket.AddressFamily);
    }

    [Fact]
    public async Task Where_all_refuse_the_first_failure_is_told()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.StopListening();
        var exception = await Assert.ThrowsAnyAsync<SocketException>(async () => await Dialler.DialAsync([IPAddress.Loopback, IPAddress.Parse("127.0.0.2")], server.Port, Cancel));
        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
    }

    [Fact]
    public async Task A_dialler_of_the_caller_is_the_only_one_that_dials_and_what_it_throws_is_told_unchanged()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.Implicit);
        var asked = new List<(string Host, int Port)>();
        var options = new SmtpConnectionOptions
        {
            Host = "localhost.",
            Port = 465,
            TlsMode = SmtpTlsMode.Implicit,
            TrustedRoots = [TestCertificates.Shared.Authority],
            Dialer = async (host, port, token) =>
            {
                asked.Add((host, port));
                return await Dialler.DialAsync([IPAddress.Loopback], server.Port, token);
            },
        };
        var trace = new SmtpConnectTrace();
        await using var connection = await SmtpConnection.ConnectAsync(options, trace, Cancel);
        Assert.Equal([("localhost.", 465)], asked);
        Assert.Equal("localhost", server.Connections[0].ServerName);
        Assert.Equal(server.Port, ((IPEndPoint)trace.RemoteEndPoint!).Port);
        Assert.True(EhloName.TryCreate(server.Connections[0].EhloName, out _));

        var blocked = new UnauthorizedAccessException("blocked");
        Assert.Same(blocked, await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            SmtpConnection.ConnectAsync(options with { Dialer = (_, _, _) => ValueTask.FromException<Socket>(blocked) }, null, Cancel)));
    }

    [Theory]
    [InlineData("xn--bcher-kva.test", null, "xn--bcher-kva.test")]
    [InlineData("xn--bcher-kva.test.", null, "xn--bcher-kva.test")]
    [InlineData("mx.server.test", "xn--bcher-kva.test.", "xn--bcher-kva.test")]
    [InlineData("127.0.0.1", null, null)]
    public async Task SNI_is_the_ASCII_host_without_its_last_dot_and_absent_for_an_address(string host, string? serverName, string? expected)
    {
        // The octets themselves: SslStream's server side would decode the name.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var options = new SmtpConnectionOptions
        {
            Host = host,
            Port = 465,
            ServerName = serverName,
            TlsMode = SmtpTlsMode.Implicit,
            Dialer = (_, _, token) => Dialler.DialAsync([IPAddress.Loopback], ((IPEndPoint)listener.LocalEndPoint!).Port, token),
        };
        var connecting = SmtpConnection.ConnectAsync(options, null, Cancel);
        byte[] hello;
        using (var accepted = await listener.AcceptAsync(Cancel))
        {
            using var stream = new NetworkStream(accepted);
            var header = new byte[5];
            await stream.ReadExactlyAsync(header, Cancel);
            hello = new byte[(header[3] << 8) | header[4]];
            await stream.ReadExactlyAsync(hello, Cancel);
        }

        Assert.Equal(SmtpFailure.Tls, (await Assert.ThrowsAsync<SmtpException>(() => connecting)).Failure);
        // RFC 6066 section 3: a list of one host_name (0), with its length.
        var text = Encoding.Latin1.GetString(hello);
        if (expected is null) Assert.DoesNotContain(host, text, StringComparison.Ordinal);
        else Assert.Contains($"\0\0{(char)(expected.Length + 5)}\0{(char)(expected.Length + 3)}\0\0{(char)expected.Length}{expected}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_IPv6_literal_is_dialled()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.ListenOnIPv6 = true);
        var trace = new SmtpConnectTrace();
        await using var literal = await SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Host = "::1" }, trace, Cancel);
        Assert.Equal(IPAddress.IPv6Loopback, ((IPEndPoint)trace.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task Ten_addresses_of_which_the_last_one_lives_and_ten_of_which_all_live()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.ListenOnIPv6 = true);
        var dead = Enumerable.Range(2, 9).Select(i => IPAddress.Parse($"127.0.0.{i}")).ToArray();
        using var last = await Dialler.DialAsync([.. dead, IPAddress.IPv6Loopback], server.Port, Cancel);
        Assert.Equal(IPAddress.IPv6Loopback, ((IPEndPoint)last.RemoteEndPoint!).Address);

        using var first = await Dialler.DialAsync([.. Enumerable.Repeat(IPAddress.Loopback, 10)], server.Port, Cancel);
        using var greeting = new NetworkStream(first);
        Assert.Equal('2', greeting.ReadByte());
        await server.WaitForAsync(SmtpPoint.Greeting, 2, Cancel);
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task A_dialler_that_does_not_return_is_left_after_the_connect_timeout()
    {
        var clock = new ManualClock();
        var options = new SmtpConnectionOptions
        {
            Host = "slow.test",
            Port = 25,
            TimeProvider = clock,
            Dialer = async (_, _, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
                throw new InvalidOperationException();
            },
        };
        var connecting = SmtpConnection.ConnectAsync(options, null, Cancel);
        clock.Advance(SmtpTimeouts.Default.Connect);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => connecting);
        Assert.Equal((SmtpFailure.Timeout, SmtpPhase.Connect), (exception.Failure, exception.Phase));
    }
}
