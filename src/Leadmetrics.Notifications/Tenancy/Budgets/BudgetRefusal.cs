namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Why nothing was taken.</summary>
/// <param name="Charge">The charge that has to wait longest.</param>
/// <param name="Span">Its limit.</param>
/// <param name="RetryAfter">When all charges pass at the earliest, where nobody else takes anything; <see langword="null"/>: never, since the amount is larger than the whole limit.</param>
public sealed record BudgetRefusal(BudgetCharge Charge, BudgetSpan Span, TimeSpan? RetryAfter)
{
    /// <summary>The limit that is reached.</summary>
    public int Limit => RollingBudget.LimitOf(Charge.Limits, Span) ?? int.MaxValue;
}
