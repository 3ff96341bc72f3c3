using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Bench.Delay;

/// <summary>Stands before a server on 127.0.0.1 and lets every octet wait for half a round trip each way; counts what passes.</summary>
/// <remarks>A connection is taken at once: the round trip of TCP's own handshake is not in it.</remarks>
internal sealed class DelayProxy : IAsyncDisposable
{
    private const int Backlog = 512;

    private readonly int _serverPort;
    private readonly DelayLine _line;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly ConcurrentBag<DelayedDirection> _toServer = [];
    private readonly Task _accepting;

    /// <param name="serverPort">The server's port on 127.0.0.1.</param>
    /// <param name="each">The delay each way; zero only counts.</param>
    public DelayProxy(int serverPort, TimeSpan each)
    {
        _serverPort = serverPort;
        _line = new DelayLine(each);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Backlog);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Octets that clients have sent.</summary>
    public long OctetsToServer => _toServer.Sum(direction => direction.Octets);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _line.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _connections.Add(CarryAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception stopped) when (_stop.IsCancellationRequested && stopped is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(Socket accepted)
    {
        using var client = accepted;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.NoDelay = server.NoDelay = true;
        using var toServer = new DelayedDirection(client, server, _line);
        using var toClient = new DelayedDirection(server, client, _line);
        _toServer.Add(toServer);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, either.Token);
            var running = new[] { toServer.RunAsync(either.Token), toClient.RunAsync(either.Token) };
            if (!(await Task.WhenAny(running)).IsCompletedSuccessfully) await either.CancelAsync();
            await Task.WhenAll(running);
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException)
        {
            // One side broke: closing both sockets tells the other.
        }
    }
}
