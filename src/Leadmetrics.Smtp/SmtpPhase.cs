namespace Leadmetrics.Smtp;

/// <summary>How far a dialogue had come when it ended, in the order of the wire.</summary>
public enum SmtpPhase
{
    /// <summary>Resolving the host and opening the socket.</summary>
    Connect,

    /// <summary>Waiting for the server's 220 (RFC 5321 section 3.1).</summary>
    Greeting,

    /// <summary>EHLO, before or after TLS.</summary>
    Ehlo,

    /// <summary>STARTTLS or the TLS handshake.</summary>
    Tls,

    /// <summary>AUTH (RFC 4954).</summary>
    Auth,

    /// <summary>MAIL FROM.</summary>
    Mail,

    /// <summary>RCPT TO.</summary>
    Rcpt,

    /// <summary>DATA or BDAT and the content, up to but without the final dot or the last octets of the last chunk.</summary>
    Data,

    /// <summary>From just before the write that holds the final dot (or the last BDAT octets) until a whole reply to it: the server may have taken the message.</summary>
    DotSent,

    /// <summary>The server answered the final dot: the outcome is known.</summary>
    Replied,
}
