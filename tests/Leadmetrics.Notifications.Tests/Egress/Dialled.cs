using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>Stands where sockets are opened: counts who would have been dialled, and refuses, or connects to a server of the test in their place.</summary>
internal sealed class Dialled(EndPoint? instead = null)
{
    private readonly List<string> _endpoints = [];

    /// <summary>One entry a dial: the addresses that were handed over, and the port.</summary>
    public IReadOnlyList<string> Endpoints
    {
        get
        {
            lock (_endpoints) return [.. _endpoints];
        }
    }

    public async ValueTask<Socket> DialAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        lock (_endpoints) _endpoints.Add($"{string.Join(',', addresses)} {port}");
        if (instead is null) throw new SocketException((int)SocketError.ConnectionRefused);
        var socket = new Socket(instead.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(instead, cancellationToken);
        return socket;
    }
}
