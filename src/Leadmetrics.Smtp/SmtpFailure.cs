namespace Leadmetrics.Smtp;

/// <summary>What broke, where it was not a server's answer to MAIL, RCPT or DATA.</summary>
public enum SmtpFailure
{
    /// <summary>The host name has no usable address.</summary>
    Dns,

    /// <summary>No address of the host took the connection.</summary>
    Connect,

    /// <summary>TLS is not offered, was refused, or its handshake or certificate check failed; a server that hangs up during the handshake too.</summary>
    Tls,

    /// <summary>AUTH was refused, is not offered, or shares no mechanism with us; or the server could not prove itself in SCRAM-SHA-256.</summary>
    Authentication,

    /// <summary>The credentials cannot be carried by any mechanism that the server offers and we know: a NUL where only PLAIN is, a token with a space. No AUTH was sent with them.</summary>
    Credentials,

    /// <summary>There was no token to authenticate with: the <see cref="SmtpTokenSource"/> said so by throwing this; the inner exception tells why.</summary>
    Token,

    /// <summary>The server refused the session itself: a negative greeting or EHLO reply, or 421.</summary>
    Refused,

    /// <summary>The server broke the protocol: a malformed or oversized reply, bytes where none may be.</summary>
    Protocol,

    /// <summary>A reply did not come within its time.</summary>
    Timeout,

    /// <summary>The connection was closed or reset.</summary>
    ConnectionLost,

    /// <summary>The message is larger than the SIZE that the server names; nothing was sent.</summary>
    TooLarge,

    /// <summary>The message needs an extension that the server does not offer (SMTPUTF8); nothing was sent.</summary>
    NotSupported,

    /// <summary>The caller cancelled after the final dot had left; before it an <see cref="OperationCanceledException"/> is thrown instead.</summary>
    Cancelled,
}
