namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>How much was taken of one scope in one piece of time.</summary>
/// <param name="Tenant">The tenant's id; empty for the platform's own total.</param>
/// <param name="Scope">What the limit is on.</param>
/// <param name="Span">The window that it counts for.</param>
/// <param name="Index">Which piece of time: whole pieces since 1970-01-01 UTC.</param>
/// <param name="Used">Recipients or messages, whatever the limit counts.</param>
public readonly record struct BudgetBucket(string Tenant, string Scope, BudgetSpan Span, long Index, long Used);
