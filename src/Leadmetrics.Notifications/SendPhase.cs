namespace Leadmetrics.Notifications;

/// <summary>How far a send had come when it ended.</summary>
public enum SendPhase
{
    /// <summary>Finding the tenant's provider and preparing the message: no connection yet.</summary>
    Resolve,

    /// <summary>Name resolution and connecting.</summary>
    Connect,

    /// <summary>The greeting, and EHLO.</summary>
    Greeting,

    /// <summary>STARTTLS or the TLS handshake.</summary>
    Tls,

    /// <summary>Authentication.</summary>
    Auth,

    /// <summary>MAIL FROM.</summary>
    Mail,

    /// <summary>RCPT TO.</summary>
    Rcpt,

    /// <summary>The content, up to but without its end.</summary>
    Data,

    /// <summary>From just before the write that ends the content (final dot, last chunk, HTTP body) until a whole reply to it.</summary>
    DotSent,

    /// <summary>The server answered.</summary>
    Replied,
}
