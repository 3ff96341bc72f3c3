namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Google: a refresh token (RFC 6749 section 6), or a service account that acts for a user of its domain (RFC 7523).</summary>
internal sealed class GoogleAuthority(OAuthSettings settings, string user) : ITokenAuthority
{
    private const string Scope = "https://mail.google.com/";

    private static readonly Uri Token = new("https://oauth2.googleapis.com/token");

    public string Name => "Google";

    public Uri Address => Token;

    public IReadOnlyList<KeyValuePair<string, string>> Form(string? refreshToken, DateTimeOffset now)
    {
        if (refreshToken is not null) return TokenForm.Refresh(settings, refreshToken);
        var key = ServiceAccountKey.Read(settings.ClientSecret!, out var error) ?? throw new ProviderConfigException("auth.clientSecret", error!);
        return
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),

            // The audience is Google's own address, whoever plays Google in a test.
            new("assertion", key.Assert(user, Scope, Token.AbsoluteUri, now)),
        ];
    }
}
