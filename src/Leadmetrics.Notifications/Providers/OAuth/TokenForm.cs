namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>What both providers want for a refresh token (RFC 6749 section 6).</summary>
internal static class TokenForm
{
    public static List<KeyValuePair<string, string>> Refresh(OAuthSettings settings, string refreshToken)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "refresh_token"), new("client_id", settings.ClientId!), new("refresh_token", refreshToken)];

        // A public client has none, and is refused where it sends an empty one.
        if (settings.ClientSecret is { } secret) form.Add(new("client_secret", secret.Reveal()));
        return form;
    }
}
