namespace Leadmetrics.Notifications.Providers;

/// <summary>What sends for a tenant whose own providers have all failed: the tenant's choice, asked of the provider that was tried last.</summary>
public enum ProviderFallback
{
    /// <summary>Nothing: the failure is the answer.</summary>
    None,

    /// <summary>The platform's default, under the platform's sender, with the tenant's address in Reply-To.</summary>
    Platform,
}
