using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>RFC 5802 and 7677, without channel binding: client-first, server-first, client-final, server-final, and an empty response.</summary>
internal sealed class ScramSha256Server(ScriptedSmtpServerOptions options) : SaslServer
{
    private const int Iterations = 4096;

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private string? _user;
    private string _gs2 = "";
    private string _nonce = "";
    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private bool _asked;
    private bool _proved;

    public override SaslStep Step(byte[]? response)
    {
        if (_proved)
            return response is { Length: > 0 } ? SaslStep.Nonsense : SaslStep.Passed(_user!);
        if (response is null && !_asked)
        {
            _asked = true;
            return SaslStep.Ask([]);
        }
        var text = Encoding.UTF8.GetString(response ?? []);
        return _user is null ? First(text) : Final(text);
    }

    private SaslStep First(string text)
    {
        var parts = text.Split(',', 3);
        if (parts.Length != 3 || parts[0] is not ("n" or "y"))
            return SaslStep.Nonsense;
        _gs2 = $"{parts[0]},{parts[1]},";
        _clientFirstBare = parts[2];
        var fields = _clientFirstBare.Split(',');
        if (fields.Length < 2 || !fields[0].StartsWith("n=", StringComparison.Ordinal) || fields[1] is not ['r', '=', _, ..])
            return SaslStep.Nonsense;
        _user = fields[0][2..].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        _nonce = fields[1][2..] + Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(_salt)},i={Iterations}";
        return SaslStep.Ask(Encoding.UTF8.GetBytes(_serverFirst));
    }

    private SaslStep Final(string text)
    {
        var fields = text.Split(',');
        var withoutProof = text[..Math.Max(0, text.LastIndexOf(",p=", StringComparison.Ordinal))];
        var binding = Convert.ToBase64String(Encoding.UTF8.GetBytes(_gs2));
        if (fields.Length < 3 || fields[0] != $"c={binding}" || fields[1] != $"r={_nonce}" || !fields[^1].StartsWith("p=", StringComparison.Ordinal))
            return SaslStep.Nonsense;
        var proof = new byte[32];
        if (!Convert.TryFromBase64String(fields[^1][2..], proof, out var length) || length != 32)
            return SaslStep.Nonsense;
        if (!options.Users.TryGetValue(_user!, out var password))
            return SaslStep.Failed;

        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC)), _salt, Iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8.ToArray()));
        var message = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        var signature = HMACSHA256.HashData(storedKey, message);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= signature[i];
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(proof), storedKey))
            return SaslStep.Failed;

        _proved = true;
        var serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8.ToArray()), message);
        return SaslStep.Ask(Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(serverSignature)}"));
    }
}
