using System.Globalization;
using System.Text;

namespace Leadmetrics.Smtp.Sasl;

/// <summary>OAUTHBEARER (RFC 7628). A refusal comes as a challenge with a JSON body, to be answered with a single U+0001 (section 3.2.3).</summary>
internal sealed class SaslOAuthBearer(string userName, string token, string host, int port) : ISaslMechanism
{
    private bool _answered;

    public string Name => "OAUTHBEARER";

    public bool AlwaysWithInitialResponse => false;

    public byte[] Begin() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"n,a={SaslName.Escape(userName)},\u0001host={host}\u0001port={port}\u0001auth=Bearer {token}\u0001\u0001"));

    public byte[]? Answer(ReadOnlySpan<byte> challenge)
    {
        if (_answered) return null;
        _answered = true;
        return [1];
    }
}
