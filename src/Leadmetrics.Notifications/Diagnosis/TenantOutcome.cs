namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>All that a tenant is told of a connect: enough to mend settings, too little to look around in a network.</summary>
public enum TenantOutcome
{
    /// <summary>It passed.</summary>
    Ok,

    /// <summary>The egress policy does not let us call the host.</summary>
    Blocked,

    /// <summary>The name does not resolve.</summary>
    Dns,

    /// <summary>No connection was made: refused, unreachable or silent.</summary>
    Connect,

    /// <summary>TLS was not offered, could not be agreed on, or the certificate does not check out.</summary>
    Tls,

    /// <summary>The server does not accept who we say we are.</summary>
    Auth,

    /// <summary>Anything else that a server said, or did not say.</summary>
    Protocol,

    /// <summary>The settings cannot be used as they are.</summary>
    Configuration,
}
