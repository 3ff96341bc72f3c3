using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Authentication;
using Leadmetrics.Smtp.Dialing;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// Making a connection: one command at a time, each step bounded and noted in the trace.
public sealed partial class SmtpConnection
{
    private delegate ValueTask<T> Step<T>(CancellationToken cancellationToken);

    /// <summary>Connects, secures the connection and authenticates, as the options say.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="trace">Filled step by step, even where the connection fails.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A connection that is ready for messages.</returns>
    /// <exception cref="SmtpException">It failed; phase <see cref="SmtpPhase.Connect"/> to <see cref="SmtpPhase.Auth"/>, or to <see cref="SmtpPhase.Rcpt"/> where the trace has an envelope to try.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <remarks>What a <see cref="SmtpDialer"/> or <see cref="SmtpTokenSource"/> of the caller throws reaches the caller unchanged, <see cref="SocketException"/> apart.</remarks>
    public static async Task<SmtpConnection> ConnectAsync(SmtpConnectionOptions options, SmtpConnectTrace? trace = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        trace ??= new SmtpConnectTrace { IsWatched = false };
        return await WatchedConnect.MakeAsync(options, trace, heard => MakeAsync(heard, trace, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<SmtpConnection> MakeAsync(SmtpConnectionOptions options, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        var clock = options.TimeProvider;
        var place = options.Places is { } places ? await places.EnterAsync(options.Host, options.Port, cancellationToken).ConfigureAwait(false) : null;
        trace.HasPlace = true;
        SmtpConnection connection;
        try
        {
            connection = await TracedAsync(trace, clock, SmtpPhase.Connect, () => DialAsync(options, trace, cancellationToken)).ConfigureAwait(false);
            connection._place = place;
        }
        catch
        {
            place?.Dispose();
            throw;
        }

        try
        {
            await connection.OpenAsync(trace, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            connection._output.Clear();
            await connection.DisposeAsync().ConfigureAwait(false);
            await connection._stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        connection.Start();
        return connection;
    }

    private static async Task<SmtpConnection> DialAsync(SmtpConnectionOptions options, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        SmtpDialer dial = options.Dialer ?? new HappyEyeballs(options.TimeProvider).DialAsync;
        Socket? socket = null;
        try
        {
            socket = await BoundedAsync(options, SmtpPhase.Connect, options.Timeouts.Connect, token => dial(options.Host, options.Port, token), cancellationToken).ConfigureAwait(false);
            // A connection that was reset meanwhile has no remote end any more.
            trace.RemoteEndPoint = socket.RemoteEndPoint;
            if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
            return new SmtpConnection(options, socket);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery)
        {
            throw new SmtpException(SmtpFailure.Dns, SmtpPhase.Connect, $"The host {options.Host} has no address.", innerException: exception);
        }
        catch (IOException exception)
        {
            socket?.Dispose();
            throw new SmtpException(SmtpFailure.Connect, SmtpPhase.Connect, "The socket that was dialled is not connected.", innerException: exception);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            var why = exception.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "refused the connection",
                SocketError.TimedOut => "did not answer",
                SocketError.HostUnreachable or SocketError.NetworkUnreachable => "cannot be reached",
                var other => string.Create(CultureInfo.InvariantCulture, $"did not take the connection ({other})"),
            };
            throw new SmtpException(SmtpFailure.Connect, SmtpPhase.Connect, $"{options.Host} port {options.Port} {why}.", innerException: exception);
        }
    }

    private static async Task<T> TracedAsync<T>(SmtpConnectTrace trace, TimeProvider clock, SmtpPhase phase, Func<Task<T>> step)
    {
        var start = clock.GetTimestamp();
        var succeeded = false;
        try
        {
            var result = await step().ConfigureAwait(false);
            succeeded = true;
            return result;
        }
        finally
        {
            trace.Add(new SmtpConnectStep(phase, clock.GetElapsedTime(start), succeeded));
        }
    }

    private static async Task<T> BoundedAsync<T>(SmtpConnectionOptions options, SmtpPhase phase, TimeSpan timeout, Step<T> step, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(timeout, options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            return await step(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (both.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SmtpException(SmtpFailure.Timeout, phase, phase == SmtpPhase.Connect ? "The connection was not made in time." : "The server did not answer in time.", innerException: exception);
        }
        catch (ReplyFormatException exception)
        {
            throw new SmtpException(SmtpFailure.Protocol, phase, exception.Message);
        }
        catch (EndOfStreamException exception)
        {
            throw new SmtpException(SmtpFailure.ConnectionLost, phase, exception.Message, innerException: exception);
        }
        catch (IOException exception)
        {
            throw new SmtpException(SmtpFailure.ConnectionLost, phase, "The connection was closed or reset.", innerException: exception);
        }
        catch (AuthenticationException exception) when (phase != SmtpPhase.Connect)
        {
            throw new SmtpException(SmtpFailure.Tls, phase, "TLS could not be agreed on.", innerException: exception);
        }
    }

    private async Task OpenAsync(SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        var clock = _options.TimeProvider;
        if (_options.TlsMode == SmtpTlsMode.Implicit)
        {
            await TracedAsync(trace, clock, SmtpPhase.Tls, () => SecureAsync(trace, cancellationToken)).ConfigureAwait(false);
        }

        trace.Greeting = await TracedAsync(trace, clock, SmtpPhase.Greeting, () => GreetAsync(trace, cancellationToken)).ConfigureAwait(false);
        await TracedAsync(trace, clock, SmtpPhase.Ehlo, () => HelloAsync(trace, cancellationToken)).ConfigureAwait(false);
        if (_options.TlsMode == SmtpTlsMode.StartTls || (_options.TlsMode == SmtpTlsMode.StartTlsWhenAvailable && Capabilities.StartTls))
        {
            await TracedAsync(trace, clock, SmtpPhase.Tls, () => StartTlsAsync(trace, cancellationToken)).ConfigureAwait(false);
            Capabilities = new SmtpCapabilities();
            await TracedAsync(trace, clock, SmtpPhase.Ehlo, () => HelloAsync(trace, cancellationToken)).ConfigureAwait(false);
        }

        if (_options.Credentials is { } credentials)
        {
            await TracedAsync(trace, clock, SmtpPhase.Auth, () => AuthenticateAsync(credentials, trace, cancellationToken)).ConfigureAwait(false);
        }

        if (trace.Envelope is { } envelope) await TryEnvelopeAsync(envelope, trace, cancellationToken).ConfigureAwait(false);
        _output.Release();
    }

    private async Task TryEnvelopeAsync(SmtpEnvelopeProbe envelope, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        var clock = _options.TimeProvider;
        var utf8 = Capabilities.SmtpUtf8 && (envelope.Sender.RequiresSmtpUtf8 || envelope.Recipient is { RequiresSmtpUtf8: true });
        await TracedAsync(trace, clock, SmtpPhase.Mail, async () =>
        {
            _commands.Mail(envelope.Sender, size: null, eightBit: false, utf8);
            return trace.SenderReply = await TakenAsync(SmtpPhase.Mail, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (envelope.Recipient is { } recipient)
        {
            await TracedAsync(trace, clock, SmtpPhase.Rcpt, async () =>
            {
                _commands.Rcpt(recipient);
                return trace.RecipientReply = await TakenAsync(SmtpPhase.Rcpt, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        _commands.Rset();
        try
        {
            await AskAsync(SmtpPhase.Mail, cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpException)
        {
            // What was to be learnt is known, and a connection that is closed has taken the envelope back, too.
        }
    }

    // A refused envelope is taken back by closing: no RSET can be answered by a server that hangs up with its refusal.
    private async Task<SmtpReply> TakenAsync(SmtpPhase phase, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(phase, cancellationToken).ConfigureAwait(false);
        return reply.IsPositive ? reply : throw new SmtpException(SmtpFailure.Refused, phase, $"The server refused the envelope with {reply.Code}.", reply);
    }

    private async Task<SmtpReply> GreetAsync(SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        var reply = await BoundedAsync(_options, SmtpPhase.Greeting, _options.Timeouts.Greeting, _reader.ReadAsync, cancellationToken).ConfigureAwait(false);
        trace.Greeting = Greeting = reply;
        return reply.Code == 220 ? reply : throw new SmtpException(SmtpFailure.Refused, SmtpPhase.Greeting, $"The server refused the session with {reply.Code}.", reply);
    }

    private async Task<SmtpReply> HelloAsync(SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        var name = _options.EhloName ?? OwnName();
        _commands.Ehlo(name);
        var reply = await AskAsync(SmtpPhase.Ehlo, cancellationToken).ConfigureAwait(false);
        var mayDoWithout = _options is { Credentials: null, TlsMode: SmtpTlsMode.None or SmtpTlsMode.Implicit };
        if (reply.Code is 500 or 502 or 504 && mayDoWithout)
        {
            _commands.Helo(name);
            reply = await AskAsync(SmtpPhase.Ehlo, cancellationToken).ConfigureAwait(false);
            if (reply.IsPositive) reply = new SmtpReply(reply.Code, reply.Lines[0]);
        }

        if (!reply.IsPositive) throw new SmtpException(SmtpFailure.Refused, SmtpPhase.Ehlo, $"The server refused EHLO with {reply.Code}.", reply);
        Capabilities = EhloReply.Read(reply);
        trace.Capabilities = Capabilities;
        return reply;
    }

    // One command, one reply. After a broken write the reply that may be waiting still counts.
    private Task<SmtpReply> AskAsync(SmtpPhase phase, CancellationToken cancellationToken) =>
        BoundedAsync(_options, phase, _options.Timeouts.Session, AskAsync, cancellationToken);

    private async ValueTask<SmtpReply> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _output.SendAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException broken)
        {
            try
            {
                return await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                throw new IOException(broken.Message, broken);
            }
        }

        return await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private EhloName OwnName()
    {
        var machine = IPGlobalProperties.GetIPGlobalProperties();
        var full = machine.HostName.Contains('.') || machine.DomainName.Length == 0 ? machine.HostName : $"{machine.HostName}.{machine.DomainName}";
        if (full.Contains('.') && EhloName.TryCreate(full, out var name)) return name;
        return EhloName.FromAddress(_socket.LocalEndPoint is IPEndPoint local ? local.Address : IPAddress.Loopback);
    }
}
