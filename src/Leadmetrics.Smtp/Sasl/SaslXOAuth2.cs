using System.Text;

namespace Leadmetrics.Smtp.Sasl;

/// <summary>XOAUTH2, as Google and Microsoft document it. A refusal comes as a challenge with a JSON body, to be answered with an empty line.</summary>
internal sealed class SaslXOAuth2(string userName, string token) : ISaslMechanism
{
    private bool _answered;

    public string Name => "XOAUTH2";

    // Exchange Online wants it so.
    public bool AlwaysWithInitialResponse => true;

    public byte[] Begin() => Encoding.UTF8.GetBytes($"user={userName}\u0001auth=Bearer {token}\u0001\u0001");

    public byte[]? Answer(ReadOnlySpan<byte> challenge)
    {
        if (_answered) return null;
        _answered = true;
        return [];
    }
}
