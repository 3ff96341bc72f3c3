namespace Leadmetrics.Peers;

/// <summary>How a <see cref="DovecotPeer"/> runs.</summary>
public sealed record DovecotPeerOptions
{
    /// <summary>Who may submit; the full address is the user name.</summary>
    public string User { get; init; } = "user@example.test";

    public string Password { get; init; } = "p4ss";

    /// <summary>The SASL mechanisms offered, in Dovecot's words: plain, login, cram-md5, scram-sha-256, xoauth2, oauthbearer.</summary>
    /// <value>Empty: all of them.</value>
    public IReadOnlyList<string> Mechanisms { get; init; } = [];

    /// <summary>More lines for the Postfix in front of it, such as <c>smtpd_tls_loglevel = 2</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
