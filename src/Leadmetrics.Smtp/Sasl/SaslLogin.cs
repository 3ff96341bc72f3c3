using System.Text;

namespace Leadmetrics.Smtp.Sasl;

/// <summary>LOGIN (draft-murchison-sasl-login): the server asks for the user name, then for the password. How it words that varies; the order does not.</summary>
internal sealed class SaslLogin(SmtpPasswordCredentials credentials) : ISaslMechanism
{
    private int _asked;

    public string Name => "LOGIN";

    public bool AlwaysWithInitialResponse => false;

    public byte[]? Begin() => null;

    public byte[]? Answer(ReadOnlySpan<byte> challenge) => _asked++ switch
    {
        0 => Encoding.UTF8.GetBytes(credentials.UserName),
        1 => Encoding.UTF8.GetBytes(credentials.Password),
        _ => null,
    };
}
