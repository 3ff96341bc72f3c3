namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>What was taken, to be given back where nothing was sent.</summary>
/// <param name="Buckets">The amounts, and where they were counted.</param>
public sealed record BudgetReceipt(IReadOnlyList<BudgetBucket> Buckets);
