namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The columns of a row that are sealed.</summary>
internal enum SealedColumn
{
    /// <summary>The serving settings.</summary>
    Config,

    /// <summary>Settings that wait for their verification.</summary>
    PendingConfig,

    /// <summary>OAuth tokens.</summary>
    OAuthState,
}
