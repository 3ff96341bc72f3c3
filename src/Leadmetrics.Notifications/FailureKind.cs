namespace Leadmetrics.Notifications;

/// <summary>Why a send failed, in words that do not depend on the provider.</summary>
public enum FailureKind
{
    /// <summary>The settings are missing, unreadable or contradict each other.</summary>
    Configuration,

    /// <summary>The egress policy does not let us call that host.</summary>
    Blocked,

    /// <summary>The host's name does not resolve.</summary>
    Dns,

    /// <summary>No connection could be made.</summary>
    Connect,

    /// <summary>TLS is not offered, or its handshake or certificate check failed.</summary>
    Tls,

    /// <summary>The server refused user and password, key or token.</summary>
    Authentication,

    /// <summary>The provider asks us to send less or later.</summary>
    Throttled,

    /// <summary>A sending limit, of the tenant's or of the platform's account, is used up.</summary>
    LimitReached,

    /// <summary>A recipient was refused.</summary>
    RecipientRejected,

    /// <summary>The sender was refused.</summary>
    SenderRejected,

    /// <summary>The sender's domain does not prove itself (SPF, DKIM, DMARC) as the receiver demands.</summary>
    SenderNotAuthenticated,

    /// <summary>The message itself was refused.</summary>
    MessageRejected,

    /// <summary>The message is larger than the provider takes.</summary>
    TooLarge,

    /// <summary>The other side broke the protocol.</summary>
    Protocol,

    /// <summary>No answer within the time allowed.</summary>
    Timeout,

    /// <summary>The provider, or a store that we need, does not work at the moment.</summary>
    Unavailable,

    /// <summary>The authorization was withdrawn: somebody has to consent again.</summary>
    NeedsReauthorization,
}
