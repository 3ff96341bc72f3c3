using System.Text;

namespace Leadmetrics.Smtp.Sasl;

/// <summary>PLAIN (RFC 4616): NUL, user name, NUL, password.</summary>
internal sealed class SaslPlain(SmtpPasswordCredentials credentials) : ISaslMechanism
{
    public string Name => "PLAIN";

    public bool AlwaysWithInitialResponse => false;

    /// <summary>Whether PLAIN can say these: NUL is its separator.</summary>
    /// <param name="credentials">User name and password.</param>
    /// <returns><see langword="false"/> where one of them holds NUL.</returns>
    public static bool CanCarry(SmtpPasswordCredentials credentials) => !credentials.UserName.Contains('\0') && !credentials.Password.Contains('\0');

    public byte[] Begin()
    {
        var user = Encoding.UTF8.GetByteCount(credentials.UserName);
        var response = new byte[user + 2 + Encoding.UTF8.GetByteCount(credentials.Password)];
        Encoding.UTF8.GetBytes(credentials.UserName, response.AsSpan(1));
        Encoding.UTF8.GetBytes(credentials.Password, response.AsSpan(user + 2));
        return response;
    }

    public byte[]? Answer(ReadOnlySpan<byte> challenge) => null;
}
