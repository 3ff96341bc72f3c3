using System.Net;
using System.Threading.Channels;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Tests.Deliverability.Dns;

/// <summary>One server never answers; the others are asked as they should be.</summary>
internal sealed class DeadTransport(IPEndPoint dead) : IDnsTransport
{
    private readonly SocketDnsTransport _sound = new();
    private readonly Channel<IPEndPoint> _asked = Channel.CreateUnbounded<IPEndPoint>();

    /// <summary>How often the dead one was asked, one by one.</summary>
    public ChannelReader<IPEndPoint> Asked => _asked.Reader;

    public Task<byte[]> AskUdpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, Func<byte[], bool> accepts, CancellationToken cancellationToken)
    {
        if (!server.Equals(dead)) return _sound.AskUdpAsync(server, query, accepts, cancellationToken);
        var never = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        _asked.Writer.TryWrite(server);
        return never.Task;
    }

    public Task<byte[]> AskTcpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken) => _sound.AskTcpAsync(server, query, cancellationToken);
}
