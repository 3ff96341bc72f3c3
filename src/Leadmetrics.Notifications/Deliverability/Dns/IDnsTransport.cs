using System.Net;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>Carries octets to a server and back; knows nothing of what they say.</summary>
/// <remarks>Both methods throw <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/> where the server cannot be reached.</remarks>
internal interface IDnsTransport
{
    /// <summary>Sends one packet from a port of its own, and gives back the first packet of the server that is accepted; others are passed over.</summary>
    Task<byte[]> AskUdpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, Func<byte[], bool> accepts, CancellationToken cancellationToken);

    /// <summary>Asks on a connection of its own (RFC 7766).</summary>
    Task<byte[]> AskTcpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken);
}
