namespace Leadmetrics.Smtp;

/// <summary>How a connection is protected.</summary>
public enum SmtpTlsMode
{
    /// <summary>TLS from the first byte (RFC 8314, port 465).</summary>
    Implicit,

    /// <summary>STARTTLS (RFC 3207) is demanded: without it the connection is given up before any secret or mail is sent.</summary>
    StartTls,

    /// <summary>STARTTLS where the server advertises it, else clear text. Open to a stripping attacker: needs the operator's consent.</summary>
    StartTlsWhenAvailable,

    /// <summary>Clear text, always. Needs the operator's consent.</summary>
    None,
}
