namespace Leadmetrics.Notifications.Testing;

/// <summary>The stages of an SMTP dialogue at which a fault can strike; see <see cref="SmtpPoint"/>.</summary>
public enum SmtpPointKind
{
    /// <summary>The connection stands and nothing was sent yet; with implicit TLS, before the handshake.</summary>
    Connected,

    /// <summary>In place of the greeting.</summary>
    Greeting,

    /// <summary>EHLO or HELO was read, in place of the reply.</summary>
    Ehlo,

    /// <summary>STARTTLS was read, in place of the reply.</summary>
    StartTls,

    /// <summary>The first bytes of the client's handshake have arrived.</summary>
    TlsHandshake,

    /// <summary>AUTH was read, in place of the reply.</summary>
    Auth,

    /// <summary>A response inside AUTH was read, in place of the reply.</summary>
    AuthContinuation,

    /// <summary>MAIL was read, in place of the reply.</summary>
    Mail,

    /// <summary>RCPT was read, in place of the reply.</summary>
    Rcpt,

    /// <summary>DATA was read, in place of the reply.</summary>
    Data,

    /// <summary>So many per cent of the content have arrived.</summary>
    ContentPercent,

    /// <summary>So many octets of the content have arrived.</summary>
    ContentBytes,

    /// <summary>A chunk that is not the last was read, in place of the reply.</summary>
    Chunk,

    /// <summary>The final dot or the last chunk was read, in place of the reply.</summary>
    Dot,

    /// <summary>RSET was read, in place of the reply.</summary>
    Rset,

    /// <summary>NOOP was read, in place of the reply.</summary>
    Noop,

    /// <summary>QUIT was read, in place of the reply.</summary>
    Quit,
}
