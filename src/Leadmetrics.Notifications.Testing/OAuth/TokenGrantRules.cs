using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>What Google and Microsoft demand of a token request.</summary>
internal static class TokenGrantRules
{
    private const string GooglePath = "/token";
    private const string MicrosoftEnd = "/oauth2/v2.0/token";

    /// <returns>The refusal; null where a token may be given, if the refresh token is one that is taken.</returns>
    public static FakeTokenAnswer? Check(FakeTokenRequest request, FakeTokenEndpoint endpoint)
    {
        var isGoogle = request.Path == GooglePath;
        if (!isGoogle && !request.Path.EndsWith(MicrosoftEnd, StringComparison.Ordinal))
            return FakeTokenAnswer.Status(404, "not found");
        if (request.Method != "POST")
            return FakeTokenAnswer.Status(405, "");
        if (request.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return FakeTokenAnswer.Error("invalid_request");
        if (!isGoogle && endpoint.Directory is { } directory && request.Path != $"/{directory}{MicrosoftEnd}")
            return FakeTokenAnswer.Error("invalid_request");
        return request.Form.GetValueOrDefault("grant_type") switch
        {
            "refresh_token" => CheckClient(request, endpoint) ?? CheckRefresh(request, isGoogle),
            "client_credentials" when !isGoogle => CheckClient(request, endpoint)
                ?? (request.Form.GetValueOrDefault("scope") == "https://outlook.office365.com/.default" ? null : FakeTokenAnswer.Error("invalid_scope")),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" when isGoogle => CheckAssertion(request.Form.GetValueOrDefault("assertion") ?? "", endpoint),
            _ => FakeTokenAnswer.Error("unsupported_grant_type"),
        };
    }

    public static Dictionary<string, string> ReadForm(string body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in body.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            form[WebUtility.UrlDecode(parts[0])] = parts.Length == 2 ? WebUtility.UrlDecode(parts[1]) : "";
        }
        return form;
    }

    private static FakeTokenAnswer? CheckClient(FakeTokenRequest request, FakeTokenEndpoint endpoint) =>
        request.Form.GetValueOrDefault("client_id") == endpoint.ClientId && request.Form.GetValueOrDefault("client_secret") == endpoint.ClientSecret
            ? null
            : FakeTokenAnswer.Error("invalid_client", 401);

    private static FakeTokenAnswer? CheckRefresh(FakeTokenRequest request, bool isGoogle)
    {
        if (!request.Form.ContainsKey("refresh_token"))
            return FakeTokenAnswer.Error("invalid_request");
        return isGoogle || request.Form.GetValueOrDefault("scope") == "https://outlook.office.com/SMTP.Send offline_access" ? null : FakeTokenAnswer.Error("invalid_scope");
    }

    private static FakeTokenAnswer? CheckAssertion(string assertion, FakeTokenEndpoint endpoint)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3 || endpoint.ServiceAccount is not (var email, var key))
            return FakeTokenAnswer.Error("invalid_grant");
        if (!key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return FakeTokenAnswer.Error("invalid_grant");
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var life = claims.RootElement.GetProperty("exp").GetInt64() - claims.RootElement.GetProperty("iat").GetInt64();
        var isRight = Is(header, "alg", "RS256") && Is(claims, "iss", email) && Is(claims, "aud", "https://oauth2.googleapis.com/token") && Is(claims, "scope", "https://mail.google.com/") && life is > 0 and <= 3600;
        if (!isRight)
            return FakeTokenAnswer.Error("invalid_grant");
        return endpoint.Subject is null || Is(claims, "sub", endpoint.Subject) ? null : FakeTokenAnswer.Error("unauthorized_client", 401);
    }

    private static bool Is(JsonDocument json, string name, string value) => json.RootElement.TryGetProperty(name, out var found) && found.ValueEquals(value);
}
