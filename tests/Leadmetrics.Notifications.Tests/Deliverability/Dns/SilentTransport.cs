using System.Net;
using System.Threading.Channels;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Tests.Deliverability.Dns;

/// <summary>Nobody answers; who was asked, and when, can be awaited.</summary>
internal sealed class SilentTransport(TimerClock clock) : IDnsTransport
{
    private readonly Channel<(int Port, TimeSpan At)> _asked = Channel.CreateUnbounded<(int Port, TimeSpan At)>();

    public ChannelReader<(int Port, TimeSpan At)> Asked => _asked.Reader;

    public Task<byte[]> AskUdpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, Func<byte[], bool> accepts, CancellationToken cancellationToken)
    {
        // Continued apart from the clock's caller, as a socket's wait is.
        var never = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        _asked.Writer.TryWrite((server.Port, clock.Now));
        return never.Task;
    }

    public Task<byte[]> AskTcpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken) => throw new NotSupportedException();
}
