using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>A socket a question: each has a source port that nobody foresees, and hears the one server that it is connected to.</summary>
internal sealed class SocketDnsTransport : IDnsTransport
{
    // More than was asked for: a server that sends more all the same is understood.
    private const int MaxPacket = 4096;

    public async Task<byte[]> AskUdpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, Func<byte[], bool> accepts, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        await socket.SendAsync(query, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[MaxPacket];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            var packet = buffer[..length];
            if (accepts(packet)) return packet;
        }
    }

    public async Task<byte[]> AskTcpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        using var stream = new NetworkStream(socket, ownsSocket: false);
        var framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed.AsMemory(2));

        // Length and message in one write: servers are known that read them as one (RFC 7766 section 8).
        await stream.WriteAsync(framed, cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(framed.AsMemory(0, 2), cancellationToken).ConfigureAwait(false);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer;
    }
}
