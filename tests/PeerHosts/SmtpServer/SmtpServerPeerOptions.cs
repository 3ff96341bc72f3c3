namespace Leadmetrics.Peers;

/// <summary>How a <see cref="SmtpServerPeer"/> runs.</summary>
public sealed record SmtpServerPeerOptions
{
    /// <summary>TLS from the first byte; otherwise STARTTLS is offered.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>LMTP, where every second recipient's mailbox is full.</summary>
    public bool Lmtp { get; init; }

    /// <summary>PLAIN, LOGIN, XOAUTH2; with any of them, AUTH is demanded.</summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = [];

    public string User { get; init; } = "user@example.test";

    public string Password { get; init; } = "p4ss";

    /// <summary>The access token that XOAUTH2 accepts; any other gets the 334 error challenge, then 535.</summary>
    public string Token { get; init; } = "tok";

    /// <summary>SIZE limit in bytes.</summary>
    public int SizeLimit { get; init; } = 35 * 1024 * 1024;

    /// <summary>Extensions not advertised: any of PIPELINING, 8BITMIME, SMTPUTF8, STARTTLS, DSN, ENHANCEDSTATUSCODES.</summary>
    public IReadOnlyList<string> Hide { get; init; } = [];
}
