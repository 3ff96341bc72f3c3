using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using Leadmetrics.Smtp;
using Leadmetrics.Smtp.Dialing;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>One MailKit client on one dialled socket.</summary>
/// <remarks>
/// States: opening → ready ⇄ carrying one message → closed. Invariant: MailKit never dials; it is given a stream over the socket that the options' dialler
/// opened. A connection on which anything but a reply ended a message is closed, so that no message can be taken for a part of another.
/// </remarks>
internal sealed partial class Connection : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly SmtpConnectionOptions _options;
    private readonly WireStream _wire;
    private readonly Dialogue _dialogue;
    private readonly Client _client;
    private readonly ConnectSteps _steps;
    private volatile bool _isCut;

    private Connection(SmtpConnectionOptions options, Socket socket, ConnectSteps steps)
    {
        _options = options;
        _steps = steps;
        _wire = new WireStream(socket, options.TimeProvider);
        _dialogue = new Dialogue(options, _wire, steps);
        _wire.Patience = () => _dialogue.Patience(options.Timeouts);
        _client = new Client(options, _dialogue, steps.Trace) { LocalDomain = (options.EhloName ?? OwnName(socket)).Value };
    }

    /// <summary>Whether another message may be sent over it.</summary>
    public bool IsUsable => _client.IsConnected && _dialogue.Fault is null && _wire.IsQuiet;

    /// <summary>Dials, secures and authenticates, as the options say, under the eyes of their watcher.</summary>
    public static Task<Connection> OpenAsync(SmtpConnectionOptions options, SmtpConnectTrace trace, CancellationToken cancellationToken) =>
        WatchedConnect.MakeAsync(options, trace, heard => MakeAsync(heard, trace, cancellationToken));

    private static async Task<Connection> MakeAsync(SmtpConnectionOptions options, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        trace.HasPlace = true;
        await OwnBody.CheckAsync().ConfigureAwait(false);
        var steps = new ConnectSteps(trace, options.TimeProvider);
        Connection? connection = null;
        try
        {
            steps.Begin(SmtpPhase.Connect);
            var socket = await DialAsync(options, cancellationToken).ConfigureAwait(false);
            connection = new Connection(options, socket, steps);
            trace.RemoteEndPoint = socket.RemoteEndPoint;
            if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
            steps.End(true);
            if (options.TlsMode == SmtpTlsMode.Implicit) steps.Begin(SmtpPhase.Tls);
            await connection.HandshakeAsync(cancellationToken).ConfigureAwait(false);
            if (options.Credentials is { } credentials) await connection.AuthenticateAsync(credentials, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception exception)
        {
            // Where no step is open the one behind the last one is to blame: nothing of it was heard.
            steps.End(false);
            connection?.Dispose();
            if (connection is null || exception is SmtpException) throw;
            cancellationToken.ThrowIfCancellationRequested();
            if (connection.Explain(exception, steps.Latest) is { } explained) throw explained;
            throw;
        }
    }

    /// <summary>Says QUIT, waits for the answer for at most five seconds, and closes.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        using var farewell = new CancellationTokenSource(Farewell, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(farewell.Token, cancellationToken);
        try
        {
            await _client.DisconnectAsync(quit: true, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            // It was to be closed anyway.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes without a word. What is under way ends as lost.</summary>
    public void Cut()
    {
        _isCut = true;
        _wire.Cut();
    }

    /// <summary>Closes without a word, for good.</summary>
    public void Dispose()
    {
        _wire.Cut();
        _client.Dispose();
        _dialogue.Dispose();
        _wire.Dispose();
    }

    private static bool IsBreak(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or ProtocolException or OperationCanceledException or SmtpException or Leadmetrics.Smtp.Wire.ReplyFormatException or ServiceNotConnectedException;

    private static async Task<Socket> DialAsync(SmtpConnectionOptions options, CancellationToken cancellationToken)
    {
        SmtpDialer dial = options.Dialer ?? new HappyEyeballs(options.TimeProvider).DialAsync;
        using var clock = new CancellationTokenSource(options.Timeouts.Connect, options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            return await dial(options.Host, options.Port, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (both.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SmtpException(SmtpFailure.Timeout, SmtpPhase.Connect, "The connection was not made in time.", innerException: exception);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery)
        {
            throw new SmtpException(SmtpFailure.Dns, SmtpPhase.Connect, $"The host {options.Host} has no address.", innerException: exception);
        }
        catch (SocketException exception)
        {
            var why = exception.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "refused the connection",
                SocketError.TimedOut => "did not answer",
                SocketError.HostUnreachable or SocketError.NetworkUnreachable => "cannot be reached",
                var other => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"did not take the connection ({other})"),
            };
            throw new SmtpException(SmtpFailure.Connect, SmtpPhase.Connect, $"{options.Host} port {options.Port} {why}.", innerException: exception);
        }
    }

    private static EhloName OwnName(Socket socket)
    {
        var machine = IPGlobalProperties.GetIPGlobalProperties();
        var full = machine.HostName.Contains('.', StringComparison.Ordinal) || machine.DomainName.Length == 0 ? machine.HostName : $"{machine.HostName}.{machine.DomainName}";
        if (full.Contains('.', StringComparison.Ordinal) && EhloName.TryCreate(full, out var name)) return name;
        return EhloName.FromAddress(socket.LocalEndPoint is IPEndPoint local ? local.Address : IPAddress.Loopback);
    }

    private async Task HandshakeAsync(CancellationToken cancellationToken)
    {
        var security = _options.TlsMode switch
        {
            SmtpTlsMode.Implicit => SecureSocketOptions.SslOnConnect,
            SmtpTlsMode.StartTls => SecureSocketOptions.StartTls,
            SmtpTlsMode.StartTlsWhenAvailable => SecureSocketOptions.StartTlsWhenAvailable,
            _ => SecureSocketOptions.None,
        };
        try
        {
            await _client.ConnectAsync(_wire, _options.Host, _options.Port, security, cancellationToken).ConfigureAwait(false);
        }
        catch (NotSupportedException) when (_options.TlsMode == SmtpTlsMode.StartTls && !_dialogue.Capabilities.StartTls)
        {
            _steps.Begin(SmtpPhase.Tls);
            throw new SmtpException(SmtpFailure.Tls, SmtpPhase.Tls, "The server does not offer STARTTLS, and TLS is required.");
        }

        if (!_client.IsSecure) return;
        _steps.Trace.TlsProtocol = _client.SslProtocol;
        _steps.Trace.CipherSuite = _client.SslCipherSuite;
    }

    // What broke while the connection was made or used, in the engine's words.
    private SmtpException? Explain(Exception exception, SmtpPhase phase)
    {
        if (_dialogue.Fault is SmtpException refused) return refused;
        if (_dialogue.Fault is { } fault) return new SmtpException(SmtpFailure.Protocol, phase, fault.Message);
        if (_isCut) return new SmtpException(SmtpFailure.ConnectionLost, phase, "The transport was disposed, and the message did not end in the time for that.");
        if (_wire.TimedOut) return new SmtpException(SmtpFailure.Timeout, phase, "The server did not answer in time.", innerException: exception);
        return exception switch
        {
            SslHandshakeException when _wire.Ended => new SmtpException(SmtpFailure.Tls, SmtpPhase.Tls, "The server cut the connection during the TLS handshake: it may speak no TLS here, or none from 1.2 on.", innerException: exception),
            SslHandshakeException => new SmtpException(SmtpFailure.Tls, SmtpPhase.Tls, ExplainTls(), innerException: exception) { CertificateErrors = _steps.Trace.CertificateErrors, ChainStatus = _steps.Trace.ChainStatus, Certificate = _steps.Trace.Certificate },
            SmtpCommandException when phase == SmtpPhase.Tls => new SmtpException(SmtpFailure.Tls, phase, $"The server refused STARTTLS with {_dialogue.Last!.Code}.", _dialogue.Last),
            SmtpCommandException when phase == SmtpPhase.Greeting => new SmtpException(SmtpFailure.Refused, phase, $"The server refused the session with {_dialogue.Last!.Code}.", _dialogue.Last),
            SmtpProtocolException when !_wire.Ended => new SmtpException(SmtpFailure.Protocol, phase, exception.Message),
            _ when IsBreak(exception) => new SmtpException(SmtpFailure.ConnectionLost, phase, "The connection was closed or reset.", innerException: exception),
            _ => null,
        };
    }

    private string ExplainTls()
    {
        var errors = _steps.Trace.CertificateErrors;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "The server showed no certificate.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return "The server's certificate is for another name.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return $"The server's certificate is not trusted: {_steps.Trace.ChainStatus}.";
        return "TLS could not be agreed on: the server speaks no TLS here, or none from 1.2 on.";
    }
}
