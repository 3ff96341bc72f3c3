using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>One scope that a provider's sends are charged to.</summary>
/// <param name="Tenant">Whose; <see langword="null"/>: the platform's own.</param>
/// <param name="Scope">What is limited.</param>
/// <param name="Limits">How much it may send.</param>
/// <param name="Owner">Whose limit it is, in a sentence to the tenant.</param>
internal sealed record BudgetPart(TenantId? Tenant, string Scope, SendingLimits Limits, BudgetOwner Owner)
{
    /// <summary>What is limited, in a word without an id: <c>row, configured, platform_tenant, platform</c>.</summary>
    public string Kind => Owner switch
    {
        BudgetOwner.PlatformTenant => "platform_tenant",
        BudgetOwner.Platform => "platform",
        _ => Scope.StartsWith("row:", StringComparison.Ordinal) ? "row" : "configured",
    };

    public BudgetCharge Charge(int messages, int recipients) => new(Tenant, Scope, Limits, Limits.CountMessages ? messages : recipients);
}
