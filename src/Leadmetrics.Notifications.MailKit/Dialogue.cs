using System.Text;
using Leadmetrics.Smtp;
using Leadmetrics.Smtp.Wire;
using MailKit;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>Overhears MailKit's dialogue and attributes every reply to what was asked, by the engine's own reader of replies.</summary>
/// <remarks>
/// State: what was asked and is not answered, in order (MailKit tells a command when it has been written, before it reads). From DATA's 354 until the reply
/// to the dot what MailKit writes is content and not looked at. A reply to nothing, one beyond the bounds, or anything behind the 220 to STARTTLS is a
/// <see cref="Fault"/>, thrown into MailKit's read: it must not go on.
/// </remarks>
internal sealed class Dialogue(SmtpConnectionOptions options, WireStream wire, ConnectSteps steps) : IProtocolLogger
{
    private readonly ReplyParser _parser = new(options.Transcript);
    private readonly Queue<SmtpPhase> _asked = new();
    private byte[] _pending = [];
    private bool _inContent;
    private bool _inAuth;

    /// <summary>Why the dialogue cannot go on, where the server broke the protocol or a rule of ours.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>What the last EHLO offered.</summary>
    public SmtpCapabilities Capabilities { get; private set; } = new();

    /// <summary>The last reply in AUTH, the one to STARTTLS, or the greeting.</summary>
    public SmtpReply? Last { get; private set; }

    /// <summary>The transaction that replies belong to.</summary>
    public Sending? Sending { get; set; }

    /// <summary>What the server owes first.</summary>
    public SmtpPhase? Owed => _asked.TryPeek(out var first) ? first : null;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>How long the server may take now.</summary>
    public (TimeSpan Read, TimeSpan Write) Patience(SmtpTimeouts timeouts) => Owed switch
    {
        SmtpPhase.Greeting => (timeouts.Greeting, timeouts.Session),
        SmtpPhase.Mail or SmtpPhase.Rcpt => (timeouts.Envelope, timeouts.Envelope),
        SmtpPhase.Data => (timeouts.Data, timeouts.Envelope),
        SmtpPhase.Replied => (timeouts.DataEnd, timeouts.DataBlock),
        null when Sending is not null => (timeouts.Envelope, timeouts.Envelope),
        _ => (timeouts.Session, timeouts.Session),
    };

    /// <summary>AUTH begins or ends: what goes and comes is secret meanwhile.</summary>
    public void InAuthentication(bool value) => _parser.InAuthentication = _inAuth = value;

    public void LogConnect(Uri uri)
    {
        // Told behind the handshake where TLS is implicit.
        if (options.TlsMode == SmtpTlsMode.Implicit) steps.End(true);
        steps.Begin(SmtpPhase.Greeting);
        _asked.Enqueue(SmtpPhase.Greeting);
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
        if (_inContent) return;
        if (_inAuth)
        {
            // One line, which may be empty.
            var words = Encoding.UTF8.GetString(buffer, offset, count).TrimEnd().Split(' ');
            options.Transcript?.Sent(words[0] == "AUTH" ? string.Join(' ', words.Select((word, i) => i < 2 ? word : "***")) : "***");
            Ask(SmtpPhase.Auth);
            return;
        }

        foreach (var line in Encoding.UTF8.GetString(buffer, offset, count).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            options.Transcript?.Sent(line);
            Ask(PhaseOf(line.Split(' ', 2)[0]));
        }
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (_pending.Length > 0)
        {
            // The rest of a reply that came in pieces: never more than the parser's bounds.
            buffer = [.. _pending, .. buffer.AsSpan(offset, count)];
            (offset, count) = (0, buffer.Length);
        }

        var octets = buffer.AsSpan(offset, count);
        try
        {
            while (true)
            {
                var reply = _parser.TryParse(octets, out var consumed);
                octets = octets[consumed..];
                if (reply is null) break;
                Take(reply, more: !octets.IsEmpty);
            }
        }
        catch (Exception exception) when (exception is ReplyFormatException or SmtpException)
        {
            Fault = exception;
            throw;
        }

        _pending = octets.ToArray();
    }

    public void Dispose()
    {
    }

    private static SmtpPhase PhaseOf(string verb) => verb switch
    {
        "EHLO" or "HELO" => SmtpPhase.Ehlo,
        "STARTTLS" => SmtpPhase.Tls,
        "MAIL" => SmtpPhase.Mail,
        "RCPT" => SmtpPhase.Rcpt,
        "DATA" => SmtpPhase.Data,

        // RSET, QUIT: nothing hangs on their replies.
        _ => SmtpPhase.Connect,
    };

    private void Ask(SmtpPhase phase)
    {
        _asked.Enqueue(phase);
        if (phase == SmtpPhase.Ehlo && steps.Current == SmtpPhase.Tls) steps.End(true);
        if (phase is SmtpPhase.Ehlo or SmtpPhase.Tls) steps.Begin(phase);
    }

    private void Take(SmtpReply reply, bool more)
    {
        wire.Answered();
        if (!_asked.TryDequeue(out var to)) throw new ReplyFormatException($"The server sent the reply {reply.Code} to nothing.");
        switch (to)
        {
            case SmtpPhase.Greeting:
                Last = reply;
                steps.Trace.Greeting = reply;
                steps.End(reply.Code == 220);
                break;
            case SmtpPhase.Ehlo:
                TakeHello(reply);
                break;
            case SmtpPhase.Tls:
                Last = reply;

                // Whatever came in clear behind the 220 was put there by somebody who wants it read as if it had come through TLS.
                if (reply.IsPositive && more) throw new ReplyFormatException("Bytes came in clear text behind the reply to STARTTLS.");
                break;
            case SmtpPhase.Auth:
                Last = reply;
                break;
            case SmtpPhase.Mail or SmtpPhase.Rcpt or SmtpPhase.Data or SmtpPhase.Replied:
                _inContent = false;
                Sending?.Record(to, reply);
                if (reply.Code == 421 && to != SmtpPhase.Replied) throw new SmtpException(SmtpFailure.Refused, to, "The server closed the session with 421.", reply);
                if (to == SmtpPhase.Data && reply.IsIntermediate)
                {
                    // What MailKit writes from now on is content, and the reply to its dot is owed: a server may refuse in the middle.
                    _inContent = true;
                    _asked.Enqueue(SmtpPhase.Replied);
                }

                if (to == SmtpPhase.Replied && reply.IsIntermediate) throw new ReplyFormatException($"The server answered the final dot with {reply.Code}.");
                break;
        }
    }

    // MailKit falls back to HELO whatever the code is, and whatever is needed of EHLO.
    private void TakeHello(SmtpReply reply)
    {
        Last = reply;
        var mayDoWithout = options is { Credentials: null, TlsMode: SmtpTlsMode.None or SmtpTlsMode.Implicit };
        if (!reply.IsPositive && !(reply.Code is 500 or 502 or 504 && mayDoWithout && steps.Trace.Capabilities is null))
        {
            throw new SmtpException(SmtpFailure.Refused, SmtpPhase.Ehlo, $"The server refused EHLO with {reply.Code}.", reply);
        }

        if (!reply.IsPositive) return;
        Capabilities = EhloReply.Read(reply);
        steps.Trace.Capabilities = Capabilities;
        steps.End(true);
    }
}
