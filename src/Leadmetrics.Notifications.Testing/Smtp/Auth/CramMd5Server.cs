using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>RFC 2195: user, space, HMAC-MD5 of the challenge in lower-case hexadecimal.</summary>
internal sealed class CramMd5Server(ScriptedSmtpServerOptions options) : SaslServer
{
    private byte[]? _challenge;

    public override SaslStep Step(byte[]? response)
    {
        if (_challenge is null)
        {
            if (response is not null)
                return SaslStep.Nonsense;
            _challenge = Encoding.ASCII.GetBytes($"<{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}@{options.Domain}>");
            return SaslStep.Ask(_challenge);
        }
        var text = Encoding.UTF8.GetString(response ?? []);
        var space = text.LastIndexOf(' ');
        if (space < 0)
            return SaslStep.Nonsense;
        var user = text[..space];
        if (!options.Users.TryGetValue(user, out var password))
            return SaslStep.Failed;
#pragma warning disable CA5351 // RFC 2195 prescribes MD5; clients must be tested against it.
        var digest = Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), _challenge));
#pragma warning restore CA5351
        return Same(digest, text[(space + 1)..]) ? SaslStep.Passed(user) : SaslStep.Failed;
    }
}
