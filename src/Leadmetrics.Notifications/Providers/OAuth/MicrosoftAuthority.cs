namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Microsoft Entra: a refresh token, or the client's own credentials (RFC 6749 sections 6 and 4.4).</summary>
internal sealed class MicrosoftAuthority(OAuthSettings settings) : ITokenAuthority
{
    // A new refresh token comes only where offline_access is asked for.
    private const string DelegatedScope = "https://outlook.office.com/SMTP.Send offline_access";
    private const string ClientScope = "https://outlook.office365.com/.default";

    public string Name => "Microsoft";

    public Uri Address { get; } = new($"https://login.microsoftonline.com/{settings.Directory ?? OAuthSettings.Common}/oauth2/v2.0/token");

    public IReadOnlyList<KeyValuePair<string, string>> Form(string? refreshToken, DateTimeOffset now) => refreshToken is not null
        ? [.. TokenForm.Refresh(settings, refreshToken), new("scope", DelegatedScope)]
        :
        [
            new("grant_type", "client_credentials"),
            new("client_id", settings.ClientId!),
            new("client_secret", settings.ClientSecret!.Reveal()),
            new("scope", ClientScope),
        ];
}
