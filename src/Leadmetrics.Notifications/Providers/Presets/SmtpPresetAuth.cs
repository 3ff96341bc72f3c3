namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>By what a provider's SMTP server knows its customers.</summary>
public enum SmtpPresetAuth
{
    /// <summary>A password: the account's own, an app password or one made for SMTP.</summary>
    Password,

    /// <summary>An OAuth2 token alone; no password works.</summary>
    OAuthOnly,

    /// <summary>A key or token of the provider's, given as the password.</summary>
    ApiKey,

    /// <summary>Nothing: user and password stay empty.</summary>
    None,
}
