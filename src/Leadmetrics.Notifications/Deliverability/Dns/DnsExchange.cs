using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>One try with one server: by UDP with EDNS0, without it where the server does not know it, and by TCP where the answer does not fit.</summary>
/// <remarks>A packet that bears another id or echoes another question is not the answer: it is passed over, and the right one waited for.</remarks>
internal sealed class DnsExchange(IDnsTransport transport, Func<ushort> newId, TimeSpan patience, TimeProvider timeProvider)
{
    /// <summary>Asks; whatever goes wrong is a value.</summary>
    /// <returns>The message, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">By the token that was given.</exception>
    public async Task<(DnsMessage? Message, DnsStatus Failure)> AskAsync(IPEndPoint server, string name, DnsType type, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            var message = await AskUdpAsync(server, name, type, edns: true, either.Token).ConfigureAwait(false);
            var knowsEdns = message is not { Code: DnsCode.FormErr or DnsCode.NotImp or DnsCode.BadVers };
            if (!knowsEdns) message = await AskUdpAsync(server, name, type, edns: false, either.Token).ConfigureAwait(false);
            if (message is { IsTruncated: true }) message = await AskTcpAsync(server, name, type, knowsEdns, either.Token).ConfigureAwait(false);
            return (message, DnsStatus.Malformed);
        }
        catch (Exception failed) when (failed is SocketException or IOException)
        {
            return (null, DnsStatus.Unreachable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, DnsStatus.Unreachable);
        }
    }

    private async Task<DnsMessage?> AskUdpAsync(IPEndPoint server, string name, DnsType type, bool edns, CancellationToken cancellationToken)
    {
        var id = newId();
        var query = DnsQuery.Write(id, name, type, edns)!;
        var packet = await transport.AskUdpAsync(server, query, packet => IsOurs(packet, id, name, type), cancellationToken).ConfigureAwait(false);
        return DnsMessageReader.TryRead(packet, out var message) ? message : null;
    }

    private async Task<DnsMessage?> AskTcpAsync(IPEndPoint server, string name, DnsType type, bool edns, CancellationToken cancellationToken)
    {
        var id = newId();
        var query = DnsQuery.Write(id, name, type, edns)!;
        var answer = await transport.AskTcpAsync(server, query, cancellationToken).ConfigureAwait(false);
        return DnsMessageReader.TryRead(answer, out var message) && message.IsAnswerTo(id, name, type) && !message.IsTruncated ? message : null;
    }

    // One that bears our id and cannot be read is the server's own: nothing better follows. A refusal may come without the question.
    private static bool IsOurs(byte[] packet, ushort id, string name, DnsType type)
    {
        if (packet.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(packet) != id) return false;
        return !DnsMessageReader.TryRead(packet, out var message) || message.IsAnswerTo(id, name, type) || message is { IsResponse: true, Question: null, Code: not DnsCode.NoError };
    }
}
