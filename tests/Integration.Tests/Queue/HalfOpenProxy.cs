using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Integration.Queue;

/// <summary>A way to a server that may die without a word, as behind a firewall that has forgotten its connections: what comes is taken and goes nowhere, and nobody is told. On 127.0.0.1.</summary>
internal sealed class HalfOpenProxy : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Way> _ways = [];
    private readonly Task _accepting;

    public HalfOpenProxy(int port)
    {
        _server = new IPEndPoint(IPAddress.Loopback, port);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(20);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    /// <summary>How many connections came.</summary>
    public int Connections => _ways.Count;

    /// <summary>Whether connections that come now are dead from the start.</summary>
    public bool IsDead { get; set; }

    /// <summary>Lets nothing through any more on the connections that there are.</summary>
    public void Die()
    {
        foreach (var way in _ways) way.IsDead = true;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var way in _ways) way.End();
        await Task.WhenAll(_ways.Select(way => way.Running));
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(_server);
                _ways.Add(new Way(client, server, IsDead));
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private sealed class Way
    {
        private readonly Socket _client;
        private readonly Socket _server;
        private volatile bool _isDead;

        public Way(Socket client, Socket server, bool isDead)
        {
            (_client, _server, _isDead) = (client, server, isDead);
            Running = Task.WhenAll(Task.Run(() => CarryAsync(client, server)), Task.Run(() => CarryAsync(server, client)));
        }

        public bool IsDead
        {
            set => _isDead = value;
        }

        public Task Running { get; }

        public void End()
        {
            _client.Dispose();
            _server.Dispose();
        }

        // A dead way does not even say that one side has gone.
        private async Task CarryAsync(Socket from, Socket to)
        {
            var octets = new byte[16 * 1024];
            try
            {
                while (await from.ReceiveAsync(octets) is > 0 and var count)
                {
                    for (var sent = 0; sent < count && !_isDead;) sent += await to.SendAsync(octets.AsMemory(sent, count - sent));
                }

                if (!_isDead) to.Shutdown(SocketShutdown.Send);
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                if (!_isDead) End();
            }
        }
    }
}
