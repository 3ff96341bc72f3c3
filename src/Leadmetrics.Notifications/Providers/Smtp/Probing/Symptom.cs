namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>How a connect failed, where a look at the host may tell why.</summary>
internal enum Symptom
{
    /// <summary>In no way that a look would explain.</summary>
    None,

    /// <summary>Nobody took the connection.</summary>
    NoConnection,

    /// <summary>The connection was taken, and no greeting came.</summary>
    NoGreeting,

    /// <summary>What came is no greeting.</summary>
    StrangeGreeting,

    /// <summary>The handshake broke, and it was not for the certificate.</summary>
    NoHandshake,

    /// <summary>STARTTLS is not offered.</summary>
    NoStartTls,

    /// <summary>AUTH is not offered.</summary>
    NoAuth,
}
