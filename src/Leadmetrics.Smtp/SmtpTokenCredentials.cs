namespace Leadmetrics.Smtp;

/// <summary>A user name and a source of bearer tokens, for XOAUTH2.</summary>
/// <remarks>This version knows no other token mechanism: not OAUTHBEARER (RFC 7628).</remarks>
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
