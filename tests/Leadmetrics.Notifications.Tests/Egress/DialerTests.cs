using System.Net;
using System.Net.Sockets;
using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Tests.Egress;

public sealed class DialerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static HostName Host => Resolving.Host("mail.example.com");

    [Fact]
    public async Task The_vetted_address_is_dialled_and_the_name_is_asked_once()
    {
        using var listener = Resolving.Listen(IPAddress.Parse("127.0.0.2"));
        var (dialer, resolving) = Dialer(["127.0.0.2"], ["127.0.0.3"]);

        using var socket = await dialer.DialAsync(Host, Resolving.PortOf(listener), Cancel);

        Assert.Equal(new IPEndPoint(IPAddress.Parse("127.0.0.2"), Resolving.PortOf(listener)), socket.RemoteEndPoint);
        Assert.Single(resolving.Asked);
    }

    [Fact]
    public async Task A_first_address_that_refuses_is_followed_by_the_next_at_once()
    {
        using var listener = Resolving.Listen(IPAddress.Loopback);
        var (dialer, _) = Dialer(["127.0.0.2", "127.0.0.3", "127.0.0.1"]);

        using var socket = await dialer.DialAsync(Host, Resolving.PortOf(listener), Cancel);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task A_dead_ipv6_address_does_not_keep_ipv4_from_answering()
    {
        // The documentation prefix is routed nowhere: it is unreachable at once or never answers.
        using var listener = Resolving.Listen(IPAddress.Loopback);
        var (dialer, _) = Dialer(["2001:db8::1", "127.0.0.1"]);

        using var socket = await dialer.DialAsync(Host, Resolving.PortOf(listener), Cancel);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task An_address_that_never_answers_delays_the_next_one_by_a_quarter_of_a_second_only()
    {
        // A backlog that is full drops further connections: the kernel's way to be silent.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        silent.Listen(0);
        var port = Resolving.PortOf(silent);
        using var listener = Resolving.Listen(IPAddress.Loopback, port);
        using var filling = new Filling(silent.LocalEndPoint!);
        await filling.FillAsync(Cancel);
        var (dialer, _) = Dialer(["127.0.0.2", "127.0.0.1"]);

        using var socket = await dialer.DialAsync(Host, port, Cancel);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task Where_all_addresses_refuse_the_refusal_is_told()
    {
        int port;
        using (var gone = Resolving.Listen(IPAddress.Loopback)) port = Resolving.PortOf(gone);
        var (dialer, _) = Dialer(["127.0.0.1", "127.0.0.2"]);

        var failure = await Assert.ThrowsAsync<SocketException>(async () => await dialer.DialAsync(Host, port, Cancel));

        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }

    [Fact]
    public async Task An_address_that_cannot_be_reached_does_not_hide_that_another_one_refused()
    {
        // As IPv6 is on a machine without it: no TCP connection can ever go to the broadcast address.
        int port;
        using (var gone = Resolving.Listen(IPAddress.Loopback)) port = Resolving.PortOf(gone);
        var (unreachable, _) = Dialer(["255.255.255.255"]);
        var (both, _) = Dialer(["255.255.255.255", "127.0.0.1"]);

        Assert.Equal(SocketError.NetworkUnreachable, (await Assert.ThrowsAsync<SocketException>(async () => await unreachable.DialAsync(Host, port, Cancel))).SocketErrorCode);
        Assert.Equal(SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(async () => await both.DialAsync(Host, port, Cancel))).SocketErrorCode);
    }

    [Fact]
    public async Task Waiting_for_a_connection_can_be_cancelled()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen(0);
        using var filling = new Filling(silent.LocalEndPoint!);
        await filling.FillAsync(Cancel);
        using var cancel = new CancellationTokenSource();
        var (dialer, _) = Dialer(["127.0.0.1"]);

        var dialling = dialer.DialAsync(Host, Resolving.PortOf(silent), cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialling);
    }

    private static (Dialer Dialer, Resolving Resolving) Dialer(params string[][] answers)
    {
        var resolving = new Resolving(answers);
        var options = new EgressOptions();
        options.AllowedHosts.Add(Host.Ascii);
        for (var port = 1024; port <= 65535; port++) options.AllowedPorts.Add(port);
        return (new Dialer(new EgressPolicy(options, resolving.ResolveAsync), TimeProvider.System), resolving);
    }

    /// <summary>Connects until a connect stays unanswered.</summary>
    private sealed class Filling(EndPoint target) : IDisposable
    {
        private readonly List<Socket> _sockets = [];

        public async Task FillAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _sockets.Add(socket);
                using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, soon.Token);
                try
                {
                    await socket.ConnectAsync(target, patience.Token);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    return;
                }
            }
        }

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
    }
}
