using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Leadmetrics.Notifications.Testing;

/// <summary>One client connection of a <see cref="ScriptedSmtpServer"/>, open or ended, with all that was said on it.</summary>
public sealed class ScriptedConnection
{
    private readonly Lock _lock = new();
    private readonly List<TranscriptLine> _transcript = [];
    private readonly List<ReceivedCommand> _commands = [];
    private readonly ArrayBufferWriter<byte> _received = new();
    private readonly ArrayBufferWriter<byte> _sent = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _socket;
    private readonly bool _keepBytes;
    private readonly bool _keepTranscript;

    internal ScriptedConnection(int number, Socket socket, ScriptedSmtpServerOptions options)
    {
        Number = number;
        _socket = socket;
        _keepBytes = options.KeepContent;
        _keepTranscript = options.KeepTranscript;
    }

    /// <summary>Which connection of the server it is, from 1.</summary>
    public int Number { get; }

    /// <summary>What was said, in order.</summary>
    public IReadOnlyList<TranscriptLine> Transcript
    {
        get { lock (_lock) return [.. _transcript]; }
    }

    /// <summary>The commands, in order; responses inside AUTH and contents are no commands.</summary>
    public IReadOnlyList<ReceivedCommand> Commands
    {
        get { lock (_lock) return [.. _commands]; }
    }

    /// <summary>Every octet that came from the client, decrypted; the handshakes of TLS are not in it.</summary>
    public ReadOnlyMemory<byte> BytesReceived
    {
        get { lock (_lock) return _received.WrittenSpan.ToArray(); }
    }

    /// <summary>Every octet that the server sent, before encryption.</summary>
    public ReadOnlyMemory<byte> BytesSent
    {
        get { lock (_lock) return _sent.WrittenSpan.ToArray(); }
    }

    /// <summary>How many octets the client had sent before the greeting went out; 0 with implicit TLS.</summary>
    public int OctetsBeforeGreeting { get; internal set; }

    /// <summary>How many octets stood in clear behind STARTTLS and were thrown away.</summary>
    public int OctetsBehindStartTls { get; internal set; }

    /// <summary>The connection is under TLS.</summary>
    public bool IsTls { get; internal set; }

    /// <summary>The TLS version agreed on; <see cref="SslProtocols.None"/> without TLS.</summary>
    public SslProtocols TlsVersion { get; internal set; }

    /// <summary>The server name (SNI) that the client asked for; null where it named none.</summary>
    public string? ServerName { get; internal set; }

    /// <summary>The name of the last EHLO or HELO.</summary>
    public string? EhloName { get; internal set; }

    /// <summary>The user who has authenticated; null where nobody has.</summary>
    public string? AuthenticatedUser { get; internal set; }

    /// <summary>What broke the connection or its handshake; null where it ended in good order or by a fault.</summary>
    public Exception? Failure { get; internal set; }

    /// <summary>Ends when the client has closed the connection, or the server has dropped it.</summary>
    public Task Ended => _ended.Task;

    internal Func<ReadOnlyMemory<byte>, ValueTask>? Sender { get; set; }

    /// <summary>Ends the server's side of the connection now (FIN): the idle connection that a server gave up.</summary>
    public void Close()
    {
        if (_ended.Task.IsCompleted)
            return;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.NotConnected })
        {
            // The client was faster: the connection is gone, as was asked.
            return;
        }
    }

    /// <summary>Drops the connection now (RST).</summary>
    public void Reset()
    {
        if (_ended.Task.IsCompleted)
            return;
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Sends a reply that nobody asked for, such as <c>421 idle too long</c>.</summary>
    /// <param name="text">Code and text; the line end is added.</param>
    /// <exception cref="InvalidOperationException">The connection has no session any more.</exception>
    public async Task SendAsync(string text)
    {
        var sender = Sender ?? throw new InvalidOperationException("The connection has ended.");
        Add(new TranscriptLine(false, text, IsTls));
        await sender(ReplyText.Encode(text)).ConfigureAwait(false);
    }

    internal void Add(TranscriptLine line)
    {
        if (!_keepTranscript)
            return;
        lock (_lock)
            _transcript.Add(line);
    }

    internal void Add(ReceivedCommand command)
    {
        lock (_lock)
        {
            _commands.Add(command);
            _transcript.Add(new(true, command.Line, command.IsTls));
        }
    }

    internal void Received(ReadOnlySpan<byte> bytes)
    {
        if (!_keepBytes)
            return;
        lock (_lock)
            _received.Write(bytes);
    }

    internal void Sent(ReadOnlySpan<byte> bytes)
    {
        if (!_keepBytes)
            return;
        lock (_lock)
            _sent.Write(bytes);
    }

    internal void End()
    {
        Sender = null;
        _ended.TrySetResult();
    }
}
