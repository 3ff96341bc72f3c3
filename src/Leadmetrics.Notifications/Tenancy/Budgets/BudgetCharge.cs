using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>An amount to be taken of what one scope may send.</summary>
/// <param name="Tenant">Whose scope it is; <see langword="null"/>: the platform's own.</param>
/// <param name="Scope">What is limited, 1 to 128 characters, for example <c>row:</c> and the row's id.</param>
/// <param name="Limits">How much it may send; a span without a limit is not counted.</param>
/// <param name="Amount">Recipients or messages, as the limits count; at least 1.</param>
public sealed record BudgetCharge(TenantId? Tenant, string Scope, SendingLimits Limits, int Amount)
{
    /// <summary>The longest scope, in UTF-16 units.</summary>
    public const int MaxScope = 128;

    /// <summary>The tenant as a store keeps it: empty for the platform's own.</summary>
    public string TenantKey => Tenant?.Value ?? "";
}
