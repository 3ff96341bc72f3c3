using System.Globalization;
using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>What a token endpoint said (RFC 6749 section 5), judged. Pure.</summary>
/// <remarks>
/// Nothing of an answer's text goes on but words from the lists below and Microsoft's error numbers: descriptions may name users, and a strange endpoint may
/// send back what it was sent.
/// </remarks>
internal sealed record TokenAnswer
{
    private static readonly TimeSpan UnsaidLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);

    // Somebody has to sign in, consent or delegate again. Microsoft says unauthorized_client where the directory's administrator has not consented to the client,
    // Google where the domain's has not delegated to the service account.
    private static readonly string[] Consent =
        ["invalid_grant", "interaction_required", "consent_required", "login_required", "unauthorized_client", "access_denied", "admin_policy_enforced", "invalid_rapt", "bad_token"];

    // The client, its secret or its directory is wrong.
    private static readonly string[] Client =
        ["invalid_client", "invalid_request", "invalid_scope", "invalid_resource", "unsupported_grant_type", "disabled_client", "deleted_client", "org_internal"];

    private static readonly string[] Later = ["temporarily_unavailable", "server_error", "internal_failure", "backend_error"];

    private static readonly string[] Throttling = ["slow_down", "rate_limit_exceeded", "quota_exceeded", "too_many_requests"];

    /// <summary>The access token; <see langword="null"/> where there is a failure.</summary>
    public Secret? AccessToken { get; private init; }

    /// <summary>How long it is valid from now.</summary>
    public TimeSpan Lifetime { get; private init; }

    /// <summary>The refresh token that takes the place of the one that was sent.</summary>
    public Secret? RefreshToken { get; private init; }

    /// <summary>Why there is none.</summary>
    public EmailFailure? Failure { get; private init; }

    /// <summary>Whether asking again is of no use, and what is refused.</summary>
    public TokenRefusal? Refusal { get; private init; }

    /// <summary>What came of asking, in a word: <c>granted, consent_refused, client_refused, failed</c>.</summary>
    public string Outcome => this switch
    {
        { Refusal: TokenRefusal.Consent } => "consent_refused",
        { Refusal: TokenRefusal.Client } => "client_refused",
        { AccessToken: null } => "failed",
        _ => "granted",
    };

    /// <summary>Reads an answer.</summary>
    /// <param name="name">Whose it is, for sentences.</param>
    /// <param name="status">The status.</param>
    /// <param name="body">The body; <see langword="null"/> where it was larger than an answer may be.</param>
    /// <param name="retryAfter">How long to wait, where the answer says so.</param>
    public static TokenAnswer Read(string name, HttpStatusCode status, ReadOnlyMemory<byte>? body, TimeSpan? retryAfter)
    {
        var code = (int)status;
        var json = body is { } bytes ? Parse(bytes) : null;
        if (code == 200) return Granted(name, json);
        var error = Text(json, "error");
        if (code == 429 || Throttling.Contains(error)) return Failed(TokenFailures.Throttled(name, retryAfter));
        if (code >= 500 || Later.Contains(error)) return Failed(TokenFailures.Unavailable(name, Code(code), retryAfter));
        var number = MicrosoftNumber(json);
        if (Consent.Contains(error)) return new TokenAnswer { Failure = TokenFailures.Consent(name, error + number), Refusal = TokenRefusal.Consent };
        if (Client.Contains(error)) return new TokenAnswer { Failure = TokenFailures.Client(name, error + number), Refusal = TokenRefusal.Client };
        return Failed(TokenFailures.Unusable(name, Code(code)));
    }

    /// <summary>No answer, or one that is worth another try.</summary>
    public static TokenAnswer Failed(EmailFailure failure) => new() { Failure = failure };

    private static TokenAnswer Granted(string name, JsonElement? json)
    {
        if (Text(json, "access_token") is not { Length: > 0 } token || (Text(json, "token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase)))
        {
            return Failed(TokenFailures.Unusable(name, Code(200)));
        }

        return new TokenAnswer
        {
            AccessToken = new Secret(token),
            Lifetime = LifetimeOf(json!.Value),
            RefreshToken = Text(json, "refresh_token") is { Length: > 0 } refresh ? new Secret(refresh) : null,
        };
    }

    private static TimeSpan LifetimeOf(JsonElement json)
    {
        if (!json.TryGetProperty("expires_in", out var value)) return UnsaidLifetime;

        // A number says the RFC; some endpoints write it as a string.
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !(seconds > 0)) return UnsaidLifetime;
        return seconds < LongestLifetime.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestLifetime;
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? json, string name)
    {
        if (json is not { } found || !found.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    private static string MicrosoftNumber(JsonElement? json) =>
        json is { } found && found.TryGetProperty("error_codes", out var codes) && codes.ValueKind == JsonValueKind.Array && codes.GetArrayLength() > 0 && codes[0].ValueKind == JsonValueKind.Number && codes[0].TryGetInt32(out var number)
            ? string.Create(CultureInfo.InvariantCulture, $", AADSTS{number}")
            : "";

    private static string Code(int code) => string.Create(CultureInfo.InvariantCulture, $"HTTP {code}");
}
