using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The JSON key of a Google service account, and the assertions that it signs (RFC 7523).</summary>
/// <remarks>The addresses that the key file names are not read: where tokens are asked for is ours to say.</remarks>
internal sealed class ServiceAccountKey
{
    private static readonly TimeSpan AssertionLifetime = TimeSpan.FromHours(1);

    private readonly string _email;
    private readonly string? _keyId;
    private readonly string _pem;

    private ServiceAccountKey(string email, string? keyId, string pem) => (_email, _keyId, _pem) = (email, keyId, pem);

    public static ServiceAccountKey? Read(Secret json, out string? error)
    {
        error = "is not a service account's JSON key (client_email, private_key); with a client's secret a refreshToken is needed";
        try
        {
            using var document = JsonDocument.Parse(json.Reveal());
            if (Text(document.RootElement, "client_email") is not { Length: > 0 } email || Text(document.RootElement, "private_key") is not { Length: > 0 } pem) return null;
            error = "holds a private_key that is not an RSA key in PEM form";
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            rsa.SignData([], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            error = null;
            return new ServiceAccountKey(email, Text(document.RootElement, "private_key_id"), pem);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A JWT that asks for a token in a user's name.</summary>
    public string Assert(string user, string scope, string audience, DateTimeOffset now)
    {
        var header = Part(json =>
        {
            json.WriteString("alg", "RS256");
            json.WriteString("typ", "JWT");
            if (_keyId is not null) json.WriteString("kid", _keyId);
        });
        var claims = Part(json =>
        {
            json.WriteString("iss", _email);
            json.WriteString("scope", scope);
            json.WriteString("aud", audience);
            json.WriteString("sub", user);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + AssertionLifetime).ToUnixTimeSeconds());
        });
        var signed = $"{header}.{claims}";
        using var rsa = RSA.Create();
        rsa.ImportFromPem(_pem);
        return $"{signed}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Part(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }
}
