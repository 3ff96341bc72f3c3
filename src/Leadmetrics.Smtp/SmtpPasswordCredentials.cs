namespace Leadmetrics.Smtp;

/// <summary>A user name and a password, for SCRAM-SHA-256 (RFC 7677), PLAIN (RFC 4616), LOGIN and CRAM-MD5 (RFC 2195).</summary>
/// <remarks>
/// The first of SCRAM-SHA-256, PLAIN and LOGIN that the server offers and that can carry them; CRAM-MD5 only where the server offers none of these.
/// PLAIN carries no NUL, SCRAM-SHA-256 nothing that SASLprep (RFC 4013) prohibits, such as control characters. Where SCRAM-SHA-256 is refused with 535
/// or 504, PLAIN, else LOGIN, is tried once on the same connection.
/// </remarks>
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
