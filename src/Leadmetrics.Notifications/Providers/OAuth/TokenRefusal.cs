namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>What a token endpoint refused for good.</summary>
internal enum TokenRefusal
{
    /// <summary>The authorization: somebody has to consent again.</summary>
    Consent,

    /// <summary>The client: its id, its secret or its directory.</summary>
    Client,
}
