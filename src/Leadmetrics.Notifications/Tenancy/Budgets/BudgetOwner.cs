namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Whose limit it is.</summary>
internal enum BudgetOwner
{
    /// <summary>The account's that sends.</summary>
    Account,

    /// <summary>The tenant's on the platform's account.</summary>
    PlatformTenant,

    /// <summary>The platform's account's, over all tenants.</summary>
    Platform,
}
