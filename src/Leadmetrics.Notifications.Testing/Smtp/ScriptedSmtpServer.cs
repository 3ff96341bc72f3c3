using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Testing;

/// <summary>
/// An SMTP server for tests: it listens on loopback, accepts mail, fails on command at any point of the dialogue, and keeps all that was said.
/// </summary>
/// <remarks>
/// It parses SMTP on its own and shares no code with the client that it tests. One task accepts, one task serves each connection; every
/// list is a snapshot, and every wait is a signal. A message is in <see cref="Messages"/> before the first octet of its final reply leaves.
/// </remarks>
public sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ScriptedConnection> _connections = [];
    private readonly List<ReceivedMessage> _messages = [];
    private readonly List<ReceivedMessage> _refused = [];
    private readonly List<ReceivedCommand> _commands = [];
    private readonly List<Task> _running = [];
    private readonly List<Socket> _listeners = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CountSignal _messageSignal = new();
    private readonly CountSignal _connectionSignal = new();
    private int _lastMessageId;
    private bool _disposed;

    private ScriptedSmtpServer(ScriptedSmtpServerOptions options) => Options = options;

    /// <summary>How the server behaves; may be changed while it runs.</summary>
    public ScriptedSmtpServerOptions Options { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; private set; }

    /// <summary>The address to connect to, "127.0.0.1".</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>Every connection so far, in the order of their acceptance.</summary>
    public IReadOnlyList<ScriptedConnection> Connections
    {
        get { lock (_lock) return [.. _connections]; }
    }

    /// <summary>Every command so far, of all connections, in the order in which they were taken up.</summary>
    public IReadOnlyList<ReceivedCommand> Commands
    {
        get { lock (_lock) return [.. _commands]; }
    }

    /// <summary>The messages that were accepted, those included whose positive reply a fault kept back.</summary>
    public IReadOnlyList<ReceivedMessage> Messages
    {
        get { lock (_lock) return [.. _messages]; }
    }

    /// <summary>The messages whose content arrived whole and was then refused.</summary>
    public IReadOnlyList<ReceivedMessage> RefusedMessages
    {
        get { lock (_lock) return [.. _refused]; }
    }

    internal FaultScript Faults { get; } = new();

    internal PointSignals Points { get; } = new();

    /// <summary>Starts a server on a free port of 127.0.0.1.</summary>
    /// <param name="configure">Changes the options before the first connection.</param>
    /// <exception cref="SocketException">No listener can be opened; for [::1] where the machine has no IPv6.</exception>
    public static ScriptedSmtpServer Start(Action<ScriptedSmtpServerOptions>? configure = null)
    {
        var options = new ScriptedSmtpServerOptions();
        configure?.Invoke(options);
        return Start(options);
    }

    /// <inheritdoc cref="Start(Action{ScriptedSmtpServerOptions})"/>
    /// <param name="options">The behaviour.</param>
    public static ScriptedSmtpServer Start(ScriptedSmtpServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new ScriptedSmtpServer(options);
        server.Listen();
        return server;
    }

    /// <summary>Puts a fault into the script. Where several fit, the one that was put in first acts.</summary>
    /// <param name="point">Where it strikes.</param>
    /// <param name="fault">What it does.</param>
    /// <param name="connection">The only connection that it strikes, from 1; null means each.</param>
    /// <param name="message">The only message of a connection that it strikes, the nth MAIL, from 1; null means each, and the points before MAIL are reached only by null.</param>
    /// <param name="times">After how many strikes it is spent; null means never.</param>
    /// <returns>The entry, which can be removed again.</returns>
    public SmtpFaultRegistration At(SmtpPoint point, SmtpFault fault, int? connection = null, int? message = null, int? times = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return Faults.Add(point, fault, connection, message, times);
    }

    /// <summary>Waits until so many messages were accepted in all.</summary>
    /// <param name="count">The number of messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages.</returns>
    public async Task<IReadOnlyList<ReceivedMessage>> WaitForMessagesAsync(int count, CancellationToken cancellationToken = default)
    {
        await _messageSignal.WaitAsync(count, cancellationToken).ConfigureAwait(false);
        return Messages;
    }

    /// <summary>Waits until so many connections were accepted in all.</summary>
    /// <param name="count">The number of connections.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connections.</returns>
    public async Task<IReadOnlyList<ScriptedConnection>> WaitForConnectionsAsync(int count, CancellationToken cancellationToken = default)
    {
        await _connectionSignal.WaitAsync(count, cancellationToken).ConfigureAwait(false);
        return Connections;
    }

    /// <summary>Waits until a point was reached so many times in all, on any connection. A point inside the content is reached only where a fault stands.</summary>
    /// <param name="point">The point.</param>
    /// <param name="count">How many times.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForAsync(SmtpPoint point, int count = 1, CancellationToken cancellationToken = default) =>
        Points.WaitAsync(point, count, cancellationToken);

    /// <summary>Closes the listener, so that further connections are refused; those that stand go on.</summary>
    public void StopListening()
    {
        lock (_lock)
        {
            foreach (var listener in _listeners)
                listener.Dispose();
            _listeners.Clear();
        }
    }

    /// <summary>Drops every connection and closes the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        StopListening();
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(false);
        _stopping.Dispose();
    }

    internal string NextMessageId() => $"{Interlocked.Increment(ref _lastMessageId):X8}";

    internal void Record(ScriptedConnection connection, ReceivedCommand command)
    {
        connection.Add(command);
        lock (_lock)
            _commands.Add(command);
    }

    internal void Record(ReceivedMessage message, int effectiveCode)
    {
        var accepted = effectiveCode is >= 200 and < 300;
        lock (_lock)
            (accepted ? _messages : _refused).Add(message);
        if (accepted)
            _messageSignal.Increment();
    }

    private void Listen()
    {
        var first = Open(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)first.LocalEndPoint!).Port;
        _listeners.Add(first);
        if (Options.ListenOnIPv6)
        {
            try
            {
                _listeners.Add(Open(new IPEndPoint(IPAddress.IPv6Loopback, Port)));
            }
            catch (SocketException)
            {
                first.Dispose();
                throw;
            }
        }
        foreach (var listener in _listeners)
            _running.Add(Task.Run(() => AcceptAsync(listener)));
    }

    private static Socket Open(IPEndPoint endPoint)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endPoint);
            listener.Listen(512);
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument })
            {
                return;
            }
            socket.NoDelay = true;
            ScriptedConnection connection;
            lock (_lock)
            {
                connection = new ScriptedConnection(_connections.Count + 1, socket, Options);
                _connections.Add(connection);
                _running.RemoveAll(task => task.IsCompletedSuccessfully);
                _running.Add(Task.Run(() => ServeAsync(connection, socket)));
            }
            _connectionSignal.Increment();
        }
    }

    private async Task ServeAsync(ScriptedConnection connection, Socket socket)
    {
        using var session = new SmtpSession(this, connection, socket, _stopping.Token);
        try
        {
            await session.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            connection.End();
        }
    }
}
