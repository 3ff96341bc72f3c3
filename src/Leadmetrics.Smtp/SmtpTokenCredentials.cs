namespace Leadmetrics.Smtp;

/// <summary>A user name and a source of bearer tokens, for XOAUTH2 and, where that is not offered, OAUTHBEARER (RFC 7628).</summary>
public sealed class SmtpTokenCredentials : SmtpCredentials
{
    /// <summary>Makes credentials.</summary>
    /// <param name="userName">The mailbox to act for; not empty.</param>
    /// <param name="tokens">Asked once for each AUTH, and once more after a refusal.</param>
    public SmtpTokenCredentials(string userName, SmtpTokenSource tokens)
        : base(userName)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Tokens = tokens;
    }

    internal SmtpTokenSource Tokens { get; }
}
