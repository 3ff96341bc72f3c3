using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Smtp.Sasl;

/// <summary>CRAM-MD5 (RFC 2195): user name, space, HMAC-MD5 of the challenge in lower-case hexadecimal. Historic: for servers that offer nothing else.</summary>
internal sealed class SaslCramMd5(SmtpPasswordCredentials credentials) : ISaslMechanism
{
    private bool _answered;

    public string Name => "CRAM-MD5";

    public bool AlwaysWithInitialResponse => false;

    public byte[]? Begin() => null;

    public byte[]? Answer(ReadOnlySpan<byte> challenge)
    {
        if (_answered || challenge.IsEmpty) return null;
        _answered = true;
        var key = Encoding.UTF8.GetBytes(credentials.Password);
#pragma warning disable CA5351 // RFC 2195 prescribes MD5; as a keyed hash it is not broken, and nothing better is offered where this is used.
        var digest = HMACMD5.HashData(key, challenge);
#pragma warning restore CA5351
        CryptographicOperations.ZeroMemory(key);
        return Encoding.UTF8.GetBytes($"{credentials.UserName} {Convert.ToHexStringLower(digest)}");
    }
}
