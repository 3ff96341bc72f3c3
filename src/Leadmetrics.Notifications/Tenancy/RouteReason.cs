namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Why a provider was chosen.</summary>
public enum RouteReason
{
    /// <summary>The tenant's own row: enabled and verified.</summary>
    TenantRow,

    /// <summary>The operator wrote it down for the tenant in the host's configuration.</summary>
    Configured,

    /// <summary>The platform's default: the tenant has no row.</summary>
    PlatformBecauseNoRow,

    /// <summary>The platform's default: the tenant has rows, and none of them is verified.</summary>
    PlatformBecauseUnverified,

    /// <summary>The platform's default: the tenant's verified rows are all disabled.</summary>
    PlatformBecauseDisabled,

    /// <summary>The platform's default, behind the tenant's own providers: tried where they have failed, because the last of them says <c>fallback: platform</c>.</summary>
    PlatformAfterFailure,
}
