namespace Leadmetrics.Notifications.Testing;

/// <summary>When a <see cref="ScriptedSmtpServer"/> speaks TLS.</summary>
public enum ScriptedTls
{
    /// <summary>Never; STARTTLS is neither offered nor understood.</summary>
    None,

    /// <summary>After the STARTTLS command (RFC 3207).</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314).</summary>
    Implicit,
}
