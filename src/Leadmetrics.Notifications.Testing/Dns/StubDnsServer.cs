using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Testing;

/// <summary>A name server for tests: UDP and TCP on one port of 127.0.0.1, with a zone of given records and faults on demand. It shares no code with the client that it tests.</summary>
public sealed class StubDnsServer : IAsyncDisposable
{
    private const int ClassicPayload = 512;
    private const int MaxPortTries = 50;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CountSignal _asked = new();
    private readonly List<StubDnsQuery> _queries = [];
    private readonly Dictionary<string, StubDnsFault> _faults = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Task> _running = [];
    private readonly Socket _udp;
    private readonly TcpListener _tcp;
    private readonly TimeProvider _timeProvider;
    private bool _disposed;

    private StubDnsServer(Socket udp, TcpListener tcp, TimeProvider timeProvider)
    {
        (_udp, _tcp, _timeProvider) = (udp, tcp, timeProvider);
        Port = ((IPEndPoint)udp.LocalEndPoint!).Port;
    }

    /// <summary>The port, of UDP and of TCP.</summary>
    public int Port { get; }

    /// <summary>Address and port.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>What it knows.</summary>
    public StubDnsZone Zone { get; } = new();

    /// <summary>Whether an answer follows aliases to their end, as resolvers do; otherwise it holds the first alone.</summary>
    /// <value><see langword="true"/>.</value>
    public bool FollowsAliases { get; set; } = true;

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<StubDnsQuery> Queries
    {
        get { lock (_lock) return [.. _queries]; }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="timeProvider">The clock of the octets that it gives one a second.</param>
    /// <exception cref="SocketException">No port is free for both.</exception>
    public static StubDnsServer Start(TimeProvider? timeProvider = null)
    {
        for (var i = 1; ; i++)
        {
            var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(tcp.LocalEndpoint);
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse && i < MaxPortTries)
            {
                udp.Dispose();
                tcp.Dispose();
                continue;
            }

            var server = new StubDnsServer(udp, tcp, timeProvider ?? TimeProvider.System);
            server._running.AddRange([Task.Run(server.HearUdpAsync), Task.Run(server.HearTcpAsync)]);
            return server;
        }
    }

    /// <summary>Does this to every question about a name; the name <c>*</c> means all that have no fault of their own.</summary>
    /// <param name="name">The name.</param>
    /// <param name="fault">What to do.</param>
    public StubDnsServer Fault(string name, StubDnsFault fault)
    {
        lock (_lock) _faults[name] = fault;
        return this;
    }

    /// <summary>Waits until it was asked so many times.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForQueriesAsync(int count, CancellationToken cancellationToken = default) => _asked.WaitAsync(count, cancellationToken);

    /// <summary>Closes the port and drops every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _udp.Dispose();
        _tcp.Dispose();
        Task[] running;
        lock (_lock) running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task HearUdpAsync()
    {
        var buffer = new byte[ushort.MaxValue];
        var anybody = new IPEndPoint(IPAddress.Any, 0);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var received = await _udp.ReceiveFromAsync(buffer, anybody, _stopping.Token).ConfigureAwait(false);
                var client = (IPEndPoint)received.RemoteEndPoint;
                if (StubDnsWire.Read(buffer[..received.ReceivedBytes], overTcp: false, client.Port) is not { } query) continue;
                foreach (var packet in Answer(query)) await _udp.SendToAsync(packet, client, _stopping.Token).ConfigureAwait(false);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // A client that has gone away is told by the next receive on some systems; the loop's condition ends it.
            }
        }
    }

    private async Task HearTcpAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _tcp.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
                lock (_lock) _running.Add(Task.Run(() => ServeAsync(socket)));
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _stopping.Token).ConfigureAwait(false);
            var packet = new byte[(length[0] << 8) | length[1]];
            await stream.ReadExactlyAsync(packet, _stopping.Token).ConfigureAwait(false);
            if (StubDnsWire.Read(packet, overTcp: true, ((IPEndPoint)socket.RemoteEndPoint!).Port) is not { } query) return;
            var answers = Answer(query);
            if (answers.Count == 0) await stream.ReadAsync(length, _stopping.Token).ConfigureAwait(false);
            foreach (var answer in answers) await SendAsync(stream, query, answer).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
        {
            // The client has enough, or the server is closed.
        }
    }

    private async Task SendAsync(NetworkStream stream, StubDnsQuery query, byte[] answer)
    {
        byte[] framed = [(byte)(answer.Length >> 8), (byte)answer.Length, .. answer];
        var fault = FaultOf(query.Name);
        if (fault == StubDnsFault.HalfTcp) framed = framed[..(framed.Length / 2)];
        if (fault != StubDnsFault.SlowTcp)
        {
            await stream.WriteAsync(framed, _stopping.Token).ConfigureAwait(false);
            return;
        }

        foreach (var octet in framed)
        {
            await stream.WriteAsync(new[] { octet }, _stopping.Token).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds(1), _timeProvider, _stopping.Token).ConfigureAwait(false);
        }
    }

    private List<byte[]> Answer(StubDnsQuery query)
    {
        lock (_lock) _queries.Add(query);
        _asked.Increment();
        return FaultOf(query.Name) switch
        {
            StubDnsFault.Drop => [],
            StubDnsFault.ServFail => [StubDnsWire.Answer(query, StubDnsWire.ServFail, [], truncated: false)],
            StubDnsFault.Refused => [StubDnsWire.Answer(query, StubDnsWire.Refused, [], truncated: false)],
            StubDnsFault.Garbage => [[(byte)(query.Id >> 8), (byte)query.Id, .. "\u0081\u0080 this is no message of the kind"u8.ToArray()]],
            StubDnsFault.FormErrOnEdns when query.PayloadSize is not null => [StubDnsWire.Header(query, StubDnsWire.FormErr)],
            StubDnsFault.NotImpOnEdns when query.PayloadSize is not null => [StubDnsWire.Answer(query with { PayloadSize = null }, StubDnsWire.NotImp, [], truncated: false)],
            StubDnsFault.ForgedFirst => [Forged(query with { Id = query.Id ^ 0x5555 }), Forged(query with { Name = "forged.example" }), Whole(query)],
            StubDnsFault.Truncate or StubDnsFault.SlowTcp or StubDnsFault.HalfTcp when !query.OverTcp => [StubDnsWire.Answer(query, 0, [], truncated: true)],
            _ => [Whole(query)],
        };
    }

    // As a forger would: for the name that was asked about, and wrong.
    private static byte[] Forged(StubDnsQuery query) => StubDnsWire.Answer(query, StubDnsWire.NxDomain, [], truncated: false);

    private byte[] Whole(StubDnsQuery query)
    {
        var (records, exists) = StubDnsZone.Types.TryGetValue(query.Type, out var type) ? Zone.Find(query.Name, type, FollowsAliases) : ([], true);
        var answer = StubDnsWire.Answer(query, exists ? 0 : StubDnsWire.NxDomain, records, truncated: false);
        var room = query.OverTcp ? ushort.MaxValue : query.PayloadSize ?? ClassicPayload;
        return answer.Length <= room ? answer : StubDnsWire.Answer(query, 0, [], truncated: true);
    }

    private StubDnsFault FaultOf(string name)
    {
        lock (_lock) return _faults.TryGetValue(name, out var fault) ? fault : _faults.GetValueOrDefault("*");
    }
}
