using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Notifications.Testing;

/// <summary>
/// The server's side of one connection. Commands are taken from the wire one by one; each is answered through <see cref="AnswerAsync"/>,
/// which lets a fault act in place of the reply. The code that went out decides the state: the session never believes something else than
/// it said. Once <c>_over</c> is set nothing is read as a command and nothing is answered any more.
/// A transaction lives from an accepted MAIL to RSET, EHLO or the reply to its content; a refused DATA leaves it open, and a MAIL inside it
/// is refused (503), as Postfix and Exim do, or taken and forgotten (KeepFirstSender): a client that forgets RSET sends under the old sender.
/// </summary>
internal sealed partial class SmtpSession : IDisposable
{
    private readonly ScriptedSmtpServer _server;
    private readonly ScriptedSmtpServerOptions _options;
    private readonly ScriptedConnection _connection;
    private readonly Socket _socket;
    private readonly SmtpWire _wire;
    private readonly CancellationToken _stopping;
    private readonly X509Certificate2? _certificate;
    private SmtpTransaction? _transaction;
    private int _mails;
    private int _rcpts;
    private bool _over;

    public SmtpSession(ScriptedSmtpServer server, ScriptedConnection connection, Socket socket, CancellationToken stopping)
    {
        (_server, _options, _connection, _socket, _stopping) = (server, server.Options, connection, socket, stopping);
        _wire = new SmtpWire(socket, connection, () => _options.OneBytePerPacket, stopping);
        _certificate = _options.Tls == ScriptedTls.None ? null : _options.Certificate ?? TestCertificates.Shared.Valid;
        connection.Sender = _wire.SendNowAsync;
    }

    private ScriptedCapabilities Capabilities => _connection.IsTls ? _options.CapabilitiesAfterTls ?? _options.Capabilities : _options.Capabilities;

    public async Task RunAsync()
    {
        try
        {
            await GreetAsync().ConfigureAwait(false);
            while (!_over)
            {
                if (_wire.TryReadLine(out var line, out var bareLf))
                {
                    var (verb, argument) = Record(line.Span, bareLf);
                    await HandleAsync(verb, argument).ConfigureAwait(false);
                }
                else if (_wire.LineTooLong || !await _wire.FillAsync().ConfigureAwait(false))
                    break;
            }
            await _wire.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException)
        {
            // The client went away, or its handshake failed: a fact of the dialogue that the test can look at.
            _connection.Failure = e;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _over = true;
        }
    }

    public void Dispose()
    {
        _wire.Dispose();
        _socket.Dispose();
    }

    private async ValueTask GreetAsync()
    {
        await AnswerAsync(SmtpPoint.Connected, null).ConfigureAwait(false);
        if (_over)
            return;
        if (_options.Tls == ScriptedTls.Implicit)
        {
            await HandshakeAsync().ConfigureAwait(false);
            if (_over)
                return;
        }
        else
            _connection.OctetsBeforeGreeting = _socket.Available;
        await AnswerAsync(SmtpPoint.Greeting, _options.Greeting ?? $"220 {_options.Domain} ESMTP").ConfigureAwait(false);
    }

    private (string Verb, string Argument) Record(ReadOnlySpan<byte> line, bool bareLf)
    {
        var text = ReplyText.Decode(line);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var verb = (space < 0 ? text : text[..space]).ToUpperInvariant();
        var argument = space < 0 ? "" : text[(space + 1)..];
        if (_options.KeepTranscript)
        {
            _server.Record(_connection, new ReceivedCommand
            {
                Connection = _connection.Number,
                Line = text,
                Verb = verb,
                Argument = argument,
                IsTls = _connection.IsTls,
                ReadNumber = _wire.ReadNumber,
                Pipelined = _wire.RepliesWait,
                OctetsBehind = _wire.Buffered.Length,
                EndedInBareLf = bareLf,
            });
        }
        return (verb, argument);
    }

    private async ValueTask HandleAsync(string verb, string argument)
    {
        if (_options.RefusePipelinedCommands && _wire.RepliesWait)
        {
            Write("500 5.5.1 Pipelining not supported");
            await CloseAsync().ConfigureAwait(false);
            return;
        }
        switch (verb)
        {
            case "EHLO":
                await EhloAsync(argument, true).ConfigureAwait(false);
                break;
            case "HELO":
                await EhloAsync(argument, false).ConfigureAwait(false);
                break;
            case "STARTTLS":
                await StartTlsAsync().ConfigureAwait(false);
                break;
            case "AUTH":
                await AuthAsync(argument).ConfigureAwait(false);
                break;
            case "MAIL":
                await MailAsync(argument).ConfigureAwait(false);
                break;
            case "RCPT":
                await RcptAsync(argument).ConfigureAwait(false);
                break;
            case "DATA":
                await DataAsync().ConfigureAwait(false);
                break;
            case "BDAT":
                await BdatAsync(argument).ConfigureAwait(false);
                break;
            case "RSET":
                await RsetAsync().ConfigureAwait(false);
                break;
            case "NOOP":
                await AnswerAsync(SmtpPoint.Noop, "250 2.0.0 Ok").ConfigureAwait(false);
                break;
            case "QUIT":
                await QuitAsync().ConfigureAwait(false);
                break;
            case "VRFY":
                Write("252 2.5.2 Cannot verify, will try to deliver");
                break;
            default:
                Write("500 5.5.2 Command not recognised");
                break;
        }
    }

    private async ValueTask EhloAsync(string name, bool extended)
    {
        var reply = $"250 {_options.Domain}";
        if (extended)
        {
            var clear = !_connection.IsTls;
            var lines = Capabilities.Lines(_options.Tls == ScriptedTls.StartTls && clear, !(_options.AuthOnlyAfterTls && clear));
            lines.Insert(0, $"{_options.Domain} greets {name}");
            reply = string.Join('\n', lines.Select((line, i) => (i == lines.Count - 1 ? "250 " : "250-") + line));
        }
        if (name.Length == 0)
            reply = "501 5.5.4 EHLO needs a name";
        if (!Positive(await AnswerAsync(SmtpPoint.Ehlo, reply).ConfigureAwait(false)))
            return;
        _connection.EhloName = name;
        _transaction = null;
    }

    private async ValueTask MailAsync(string argument)
    {
        _mails++;
        _rcpts = 0;
        var valid = EnvelopePath.TryParse(argument, "FROM:", out var from, out var parameters);
        var reply = !valid ? "501 5.5.4 MAIL FROM:<address> was expected" : RefuseMail(from, parameters);
        reply ??= _options.SenderReply?.Invoke(from) ?? "250 2.1.0 Ok";
        if (Positive(await AnswerAsync(SmtpPoint.Mail, reply).ConfigureAwait(false)) && valid)
            _transaction ??= new SmtpTransaction(from, parameters);
    }

    private string? RefuseMail(string from, Dictionary<string, string> parameters)
    {
        if (_options.RequireTls && !_connection.IsTls)
            return "530 5.7.0 Must issue a STARTTLS command first";
        if (_options.RequireAuth && _connection.AuthenticatedUser is null)
            return "530 5.7.0 Authentication required";
        if (_transaction is not null && !_options.KeepFirstSender)
            return "503 5.5.1 Nested MAIL command";
        foreach (var (key, value) in parameters)
        {
            if (!Allowed(key, value))
                return $"555 5.5.4 Unsupported option: {key}";
        }
        if (Capabilities.Size is > 0 and { } limit && parameters.TryGetValue("SIZE", out var text) && long.Parse(text, null) > limit)
            return "552 5.3.4 Message size exceeds fixed limit";
        return System.Text.Ascii.IsValid(from) || parameters.ContainsKey("SMTPUTF8") ? null : "553 5.6.7 Non-ASCII address without SMTPUTF8";
    }

    private bool Allowed(string key, string value) => key switch
    {
        "SIZE" => Capabilities.Size is not null && long.TryParse(value, out _),
        "BODY" => Capabilities.EightBitMime && value.ToUpperInvariant() is "7BIT" or "8BITMIME" || value is "BINARYMIME" && Capabilities.Extra.Contains("BINARYMIME"),
        "SMTPUTF8" => Capabilities.SmtpUtf8 && value.Length == 0,
        "RET" or "ENVID" => Capabilities.Dsn,
        "AUTH" => Capabilities.Auth.Count > 0,
        _ => false,
    };

    private async ValueTask RcptAsync(string argument)
    {
        var valid = EnvelopePath.TryParse(argument, "TO:", out var to, out var parameters) && to.Length > 0;
        var reply = RefuseRcpt(valid, to, parameters)
            ?? (_options.RecipientReplies.TryGetValue(to, out var scripted) ? scripted : _options.RecipientReply?.Invoke(to))
            ?? "250 2.1.5 Ok";
        var code = await AnswerAsync(SmtpPoint.Rcpt(++_rcpts), reply).ConfigureAwait(false);
        if (_transaction is null || !valid)
            return;
        _transaction.Recipients.Add(new(to, _lastReply, Positive(code), parameters));
        _transaction.Accepted += Positive(code) ? 1 : 0;
    }

    private string? RefuseRcpt(bool valid, string to, Dictionary<string, string> parameters)
    {
        if (_transaction is null)
            return "503 5.5.1 Need MAIL command";
        if (!valid)
            return "501 5.5.4 RCPT TO:<address> was expected";
        if (parameters.Keys.FirstOrDefault(key => !(Capabilities.Dsn && key is "NOTIFY" or "ORCPT")) is { } unknown)
            return $"555 5.5.4 Unsupported option: {unknown}";
        if (!System.Text.Ascii.IsValid(to) && !_transaction.Parameters.ContainsKey("SMTPUTF8"))
            return "553 5.6.7 Non-ASCII address without SMTPUTF8";
        return _transaction.Accepted >= _options.MaxRecipients ? "452 4.5.3 Too many recipients" : null;
    }

    private async ValueTask RsetAsync()
    {
        if (Positive(await AnswerAsync(SmtpPoint.Rset, "250 2.0.0 Ok").ConfigureAwait(false)))
            _transaction = null;
    }

    private async ValueTask QuitAsync()
    {
        if (Positive(await AnswerAsync(SmtpPoint.Quit, "221 2.0.0 Bye").ConfigureAwait(false)))
            await CloseAsync().ConfigureAwait(false);
    }

    private static bool Positive(int code) => code is >= 200 and < 300;
}
