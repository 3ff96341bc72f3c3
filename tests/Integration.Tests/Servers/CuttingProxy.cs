using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Integration.Servers;

/// <summary>A loopback proxy that can cut a connection in both directions at any moment.</summary>
/// <remarks>One task accepts, two carry each connection's octets as they come. A connection that is cut is counted once, and only while it stands.</remarks>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(Socket Client, Socket Server)> _open = [];
    private readonly List<Task> _carrying = [];
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _target;
    private readonly Task _accepting;

    public CuttingProxy(int target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(100);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    /// <summary>How many connections were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Cuts one of the connections that stand.</summary>
    /// <param name="random">Chooses it.</param>
    /// <param name="reset">By RST; otherwise by FIN.</param>
    public void CutOne(Random random, bool reset)
    {
        (Socket Client, Socket Server) pair;
        lock (_lock)
        {
            if (_open.Count == 0) return;
            pair = _open[random.Next(_open.Count)];
            _open.Remove(pair);
            Cuts++;
        }

        Cut(pair.Client, reset);
        Cut(pair.Server, reset);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Task[] carrying;
        lock (_lock)
        {
            foreach (var (client, server) in _open)
            {
                client.Dispose();
                server.Dispose();
            }

            carrying = [.. _carrying];
        }

        await Task.WhenAll(carrying);
    }

    private static void Cut(Socket socket, bool reset)
    {
        try
        {
            if (reset) socket.LingerState = new LingerOption(true, 0);
            else socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The other side was quicker.
        }

        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync();
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                return;
            }

            lock (_lock)
            {
                _carrying.RemoveAll(task => task.IsCompleted);
                _carrying.Add(CarryAsync(client));
            }
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            await server.ConnectAsync(_target);
            client.NoDelay = server.NoDelay = true;
            var pair = (client, server);
            lock (_lock) _open.Add(pair);
            await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
            lock (_lock) _open.Remove(pair);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // Cut by us, or closed by one side: the other must hear of it.
            to.Dispose();
        }
    }
}
