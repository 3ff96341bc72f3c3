using System.Net.Sockets;
using System.Threading.Channels;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

/// <summary>One connection to a server, ready to carry messages one behind the other.</summary>
/// <remarks>Safe for concurrent use: transactions queue up. Made by <see cref="ConnectAsync"/>.</remarks>
// How it works. While it is being made, one method talks and listens in turn (.Connect, .Tls, .Auth). From then on two loops share it:
//   writer (.Write, .Envelope, .Content)  takes transactions from a bounded queue or its owner, notes each reply that will be owed in
//                    ExpectedReplies, then writes; the end of one message and the envelope of the next leave in one write;
//   reader (.Read)   takes the head of ExpectedReplies for each reply, records it with its transaction, wakes the writer.
// The reader reads even while nothing is owed, so a connection that dies or says 421 while idle is known to be dead at once.
// States: open → dead (_fault is set, once; no new work) → closed (the reader has ended every transaction that had begun).
// Invariants:
//   - The end of a message (final dot, last chunk) is written only by the transaction's own Active → DotSent (SendOperation). Whatever ends a
//     transaction earlier closes the socket if DATA was answered 354, and sends no further chunk: the server never sees an end to a message that is not whole.
//   - A transaction whose predecessor is unresolved, or ended anywhere but at its own end, begins with RSET.
//   - No content leaves before its own envelope was taken, but whole messages to a server that is known to drop a chunk that it refuses (Window > 1).
//   - Nobody's cancellation or failure cuts the connection while another one's end is unanswered.
//   - A fault is recorded before the transaction is told, and the transaction is told before the socket closes where the fault is ours
//     (content that throws), so that the caller sees the cause and not its echo.
//   - Only the writer gives its buffer back, and only while no write is under way.
//   - Loops and timers belong to no caller: they run in the default ExecutionContext, so that a connection keeps no request's alive. What is
//     the caller's own (content, gate, Settled) runs in the context that was current when its transaction was queued.
public sealed partial class SmtpConnection : IAsyncDisposable
{
    private const int QueueCapacity = 64;
    private static readonly ConnectionFault GivenUp = new(SmtpFailure.ConnectionLost, "The connection was given up because a message on it was.");

    private readonly SmtpConnectionOptions _options;
    private readonly Socket _socket;
    private readonly ReplyParser _parser;
    private readonly WireReader _reader;
    private readonly WireWriter _output;
    private readonly CommandWriter _commands;
    private readonly ContentWriter _content;
    private readonly Deadline _replyDeadline;
    private readonly Deadline _writeDeadline;
    private readonly ExpectedReplies _replies;
    private readonly Channel<SendOperation> _queue;
    private readonly Lock _lock = new();
    private readonly List<SendOperation> _active = [];
    private readonly HostTraits _traits;
    private CancellationTokenSource _abandoned = new();
    private Stream _stream;
    private ConnectionFault? _fault;
    private IConnectionOwner? _owner;
    private bool _closed;
    private volatile bool _cut;
    private bool _lastTravelsAlone;
    private ChunkQuestion? _question;
    private SendOperation? _carried;
    private CancellationToken _carriedToken;
    private SendOperation? _starting;
    private ValueTask _started;
    private Task _writing = Task.CompletedTask;
    private Task _reading = Task.CompletedTask;

    private IDisposable? _place;

    private SmtpConnection(SmtpConnectionOptions options, Socket socket)
    {
        _options = options;
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _parser = new ReplyParser(options.Transcript);
        _reader = new WireReader(_stream, _parser);
        _output = new WireWriter(_stream);
        _commands = new CommandWriter(_output, options.Transcript);
        _content = new ContentWriter(_output, _ => ContentGatheredAsync(), options.Transcript);
        _traits = (options.HostMemory ?? new SmtpHostMemory()).For(options.Host, options.Port, options.TimeProvider);
        using var noFlow = NoFlow.Begin();
        _replyDeadline = new Deadline(options.TimeProvider, ReplyIsLate);
        _writeDeadline = new Deadline(options.TimeProvider, () => Abandon(new ConnectionFault(SmtpFailure.Timeout, "The server did not take what was sent in time.")));
        _replies = new ExpectedReplies(_replyDeadline, options.Timeouts);
        _queue = Channel.CreateBounded<SendOperation>(new BoundedChannelOptions(QueueCapacity)
        {
            SingleReader = true,
            AllowSynchronousContinuations = true,
        });
    }

    /// <summary>What the server offers, after TLS and before AUTH.</summary>
    public SmtpCapabilities Capabilities { get; private set; } = new();

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsEncrypted { get; private set; }

    /// <summary>Whether the connection takes another transaction.</summary>
    internal bool IsAlive => Volatile.Read(ref _fault) is null;

    /// <summary>The greeting.</summary>
    internal SmtpReply? Greeting { get; private set; }

    /// <summary>How many whole messages may be on their way at once; set before the first transaction.</summary>
    internal int Window { get; set; } = 1;

    /// <summary>Carries one message.</summary>
    /// <param name="transaction">Envelope, content, gate.</param>
    /// <param name="cancellationToken">
    /// Before the final dot: ends the transaction, and the connection with it where it had begun. After the dot: the caller is answered at once, the connection goes on waiting.
    /// </param>
    /// <returns>What the server said, recipient by recipient.</returns>
    /// <exception cref="SmtpException">Something broke; <see cref="SmtpException.IsUncertain"/> tells whether the server may have taken the message.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the final dot: nothing was delivered.</exception>
    public Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<SmtpTransactionResult>(cancellationToken)
            : Queue(new SendOperation(transaction)).Completion;

        SendOperation Queue(SendOperation operation)
        {
            if (operation.TryAssign(this))
            {
                operation.CancelWith(cancellationToken);
                Begin(operation);
            }

            return operation;
        }
    }

    /// <summary>Lets what was begun end, says QUIT, waits at most five seconds for the answer, closes.</summary>
    /// <param name="cancellationToken">Ends the wait: the connection is cut.</param>
    /// <returns>A task that ends when the connection is closed.</returns>
    public async Task QuitAsync(CancellationToken cancellationToken = default)
    {
        _queue.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
            await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Cuts the connection, without QUIT. Transactions under way end as lost.</summary>
    /// <returns>A task that ends when the connection is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        Abandon(new ConnectionFault(SmtpFailure.ConnectionLost, "The connection was closed on our side."));
        await _reading.ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _replyDeadline.Dispose();
        _writeDeadline.Dispose();
        _place?.Dispose();
    }

    /// <summary>Names who is told when a transaction has left the connection, and once when the connection is closed.</summary>
    /// <param name="owner">The owner; set before the first transaction.</param>
    /// <returns><see langword="false"/> where the connection is closed already.</returns>
    internal bool TryAttach(IConnectionOwner owner)
    {
        lock (_lock)
        {
            _owner = owner;
            return !_closed;
        }
    }

    /// <summary>Queues a transaction that is bound to this connection.</summary>
    /// <param name="operation">The operation; its completion is what the caller awaits.</param>
    internal void Begin(SendOperation operation)
    {
        if (!_queue.Writer.TryWrite(operation)) _ = EnqueueAsync(operation);
    }

    /// <summary>A caller has cancelled a transaction that had begun.</summary>
    /// <param name="operation">Which; it has ended.</param>
    internal void CancelledUnderWay(SendOperation operation)
    {
        if (!Begun().Any(other => other != operation && other.HasSentDot))
        {
            // What has begun cannot be taken back but by closing: the server must never see an end to it.
            Abandon(GivenUp);
            return;
        }

        // The outcome of others hangs on the connection. The writer sees that this one has ended before it would end it on the wire.
        CancellationTokenSource abandoned;
        lock (_lock)
        {
            if (_carried != operation) return;
            abandoned = _abandoned;
            _abandoned = new CancellationTokenSource();
        }

        _ = abandoned.CancelAsync();
        if (_cut) _ = Volatile.Read(ref _abandoned).CancelAsync();
    }

    /// <summary>Gives the connection up: what is under way ends, no reply is awaited any more.</summary>
    /// <param name="fault">What those are told whose transactions are under way or wait.</param>
    internal void Abandon(ConnectionFault fault)
    {
        TryMarkDead(fault);
        CloseSocket();
    }

    /// <summary>A transaction has ended.</summary>
    /// <param name="operation">Which.</param>
    internal void Left(SendOperation operation)
    {
        lock (_lock) _active.Remove(operation);
        _owner?.Released(this);
    }

    private void Start()
    {
        // On threads of the pool: there the context is the default one. To suppress the flow alone would not do, for a loop that has no
        // context of its own goes on in that of whoever wakes it.
        using var noFlow = NoFlow.Begin();
        _writing = Task.Run(WriteLoopAsync);
        _reading = Task.Run(ReadLoopAsync);
    }

    private async Task EnqueueAsync(SendOperation operation)
    {
        try
        {
            await _queue.Writer.WriteAsync(operation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            operation.End(_fault ?? new ConnectionFault(SmtpFailure.ConnectionLost, "The connection is closed."));
        }
    }

    private bool TryMarkDead(ConnectionFault fault)
    {
        var first = Interlocked.CompareExchange(ref _fault, fault, null) is null;
        if (first) _queue.Writer.TryComplete();
        return first;
    }

    private void CloseSocket()
    {
        _cut = true;
        _socket.Dispose();
        // Not on this stack: what the content registered on the token is not ours.
        _ = Volatile.Read(ref _abandoned).CancelAsync();
    }
}
