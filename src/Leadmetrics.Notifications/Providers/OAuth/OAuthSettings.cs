using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>How an account gets its OAuth2 tokens: <c>auth</c> with a <c>provider</c>.</summary>
/// <remarks>
/// Google: a refresh token, or a service account with delegation to the whole domain, whose JSON key is the client secret. Microsoft: a refresh token, or the
/// client's own credentials. Where tokens are asked for follows from provider and directory alone.
/// </remarks>
public sealed record OAuthSettings
{
    internal const string GoogleWord = "google";
    internal const string MicrosoftWord = "microsoft";
    internal const string Common = "common";

    /// <summary>Who gives the tokens out: <c>auth.provider</c>, <c>google</c> or <c>microsoft</c>.</summary>
    public required OAuthProvider Provider { get; init; }

    /// <summary>The client's id: <c>auth.clientId</c>. A Google service account has none.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret, or the JSON key of a Google service account: <c>auth.clientSecret</c>. A public client has none.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>The refresh token that somebody consented to: <c>auth.refreshToken</c>.</summary>
    /// <value><see langword="null"/>: the client acts for itself.</value>
    public Secret? RefreshToken { get; init; }

    /// <summary>Microsoft's directory, a GUID or a domain name: <c>auth.directory</c>. With a refresh token <c>organizations</c>, <c>consumers</c> and <c>common</c> too.</summary>
    /// <value><see langword="null"/>: <c>common</c>, which needs a refresh token.</value>
    public string? Directory { get; init; }

    /// <summary>Tells settings apart that must not share tokens.</summary>
    internal string FingerprintFor(string user)
    {
        var text = new StringBuilder();
        foreach (var part in new[] { Word(Provider), user, ClientId, ClientSecret?.Reveal(), RefreshToken?.Reveal(), Directory })
        {
            // Each behind its length: no two settings give one text.
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    internal static string Word(OAuthProvider provider) => provider == OAuthProvider.Google ? GoogleWord : MicrosoftWord;

    /// <summary>Reads what stands in <c>auth</c>; <see langword="null"/> where no provider is named.</summary>
    internal static OAuthSettings? Read(ConfigReader auth)
    {
        var word = auth.Text("provider") is { Length: > 0 } ? auth.Word("provider", GoogleWord, MicrosoftWord) : null;
        var (clientId, directory) = (Given(auth.Text("clientId")), Given(auth.Text("directory")));
        var (clientSecret, refreshToken) = (Given(auth.SecretText("clientSecret")), Given(auth.SecretText("refreshToken")));
        if (word is null)
        {
            if (refreshToken is not null || clientSecret is not null) throw auth.Error("provider", $"is missing: give {GoogleWord} or {MicrosoftWord}");
            return null;
        }

        var settings = new OAuthSettings
        {
            Provider = word == GoogleWord ? OAuthProvider.Google : OAuthProvider.Microsoft,
            ClientId = clientId,
            ClientSecret = clientSecret,
            RefreshToken = refreshToken,
            Directory = directory,
        };
        if (settings.Provider == OAuthProvider.Google) CheckGoogle(settings, auth);
        else CheckMicrosoft(settings, auth);
        if (refreshToken is not null && clientId is null) throw auth.Error("clientId", "is missing");
        return settings;
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("provider", Word(Provider));
        if (ClientId is not null) json.WriteString("clientId", ClientId);
        if (ClientSecret is not null) json.WriteString("clientSecret", ClientSecret.Reveal());
        if (RefreshToken is not null) json.WriteString("refreshToken", RefreshToken.Reveal());
        if (Directory is not null) json.WriteString("directory", Directory);
    }

    private static void CheckGoogle(OAuthSettings settings, ConfigReader auth)
    {
        if (settings.Directory is not null) throw auth.Error("directory", "is Microsoft's: leave it out for google");
        if (settings.RefreshToken is not null) return;
        if (settings.ClientSecret is null) throw auth.Error("refreshToken", "is missing: give it, or a service account's JSON key as clientSecret");
        if (ServiceAccountKey.Read(settings.ClientSecret, out var error) is null) throw auth.Error("clientSecret", error!);
    }

    private static void CheckMicrosoft(OAuthSettings settings, ConfigReader auth)
    {
        var ofMany = settings.Directory is null or Common or "organizations" or "consumers";
        if (!ofMany && !IsDirectory(settings.Directory!)) throw auth.Error("directory", "is neither a GUID nor a domain name");
        if (settings.RefreshToken is not null) return;
        if (settings.ClientId is null) throw auth.Error("clientId", "is missing");
        if (settings.ClientSecret is null) throw auth.Error("clientSecret", "is missing: give it, or a refreshToken");
        if (settings.Directory is null) throw auth.Error("directory", "is missing: without a refresh token it has to be a GUID or a domain name");
        if (ofMany) throw auth.Error("directory", "has to be a GUID or a domain name where there is no refresh token");
    }

    // It becomes a segment of the address: nothing but letters, digits, hyphens and dots.
    private static bool IsDirectory(string directory) =>
        Guid.TryParseExact(directory, "D", out _) ||
        (directory.Contains('.', StringComparison.Ordinal) && HostName.TryParse(directory, out var host, out _) && host.Ascii.Equals(directory, StringComparison.OrdinalIgnoreCase));

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Secret? Given(Secret? secret) => secret is null or { IsEmpty: true } ? null : secret;
}
