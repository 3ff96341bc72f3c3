namespace Leadmetrics.Peers;

/// <summary>How a <see cref="PostfixPeer"/> runs.</summary>
public sealed record PostfixPeerOptions
{
    /// <summary>Who may submit; the full address is the user name.</summary>
    public string User { get; init; } = "user@example.test";

    public string Password { get; init; } = "p4ss";

    /// <summary>More lines for main.cf, such as <c>smtpd_recipient_limit = 10</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
