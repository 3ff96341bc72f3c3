namespace Leadmetrics.Smtp;

/// <summary>A user name and a password, for PLAIN (RFC 4616) and, where that is not offered or cannot carry them, LOGIN.</summary>
/// <remarks>This version knows no other password mechanism: neither SCRAM-SHA-256 nor CRAM-MD5.</remarks>
public sealed class SmtpPasswordCredentials : SmtpCredentials
{
    /// <summary>Makes credentials.</summary>
    /// <param name="userName">The authentication identity; not empty.</param>
    /// <param name="password">The password; may be empty.</param>
    public SmtpPasswordCredentials(string userName, string password)
        : base(userName)
    {
        ArgumentNullException.ThrowIfNull(password);
        Password = password;
    }

    internal string Password { get; }
}
