namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>A stage of a verification, in the order in which they run.</summary>
public enum VerificationStage
{
    /// <summary>Whether the egress policy lets us call the host.</summary>
    Policy,

    /// <summary>Resolving the name.</summary>
    Dns,

    /// <summary>Connecting.</summary>
    Connect,

    /// <summary>The server's greeting.</summary>
    Greeting,

    /// <summary>STARTTLS, or the TLS handshake and the certificate.</summary>
    Tls,

    /// <summary>EHLO and what it offers.</summary>
    Ehlo,

    /// <summary>Authentication.</summary>
    Auth,

    /// <summary>Whether the sender address may be used.</summary>
    Sender,
}
