using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>How much may go through the platform's account.</summary>
/// <param name="Budgets">Where it is counted.</param>
/// <param name="Total">All tenants together.</param>
/// <param name="Tenant">Each tenant.</param>
internal sealed record PlatformLimits(SendingBudgets Budgets, SendingLimits? Total, SendingLimits? Tenant)
{
    /// <summary>The platform's account as it sends for a tenant.</summary>
    public IEmailProvider Around(TenantId tenant, IEmailProvider provider) => Budgets.ForPlatform(tenant, provider, Total, Tenant);
}
