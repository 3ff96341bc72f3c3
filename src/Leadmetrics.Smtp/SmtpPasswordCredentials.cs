namespace Leadmetrics.Smtp;

/// <summary>A user name and a password, for SCRAM-SHA-256, PLAIN, LOGIN and CRAM-MD5.</summary>
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
