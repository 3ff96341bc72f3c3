using System.Diagnostics;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>The words that stand for spans in a database. For stores.</summary>
public static class BudgetSpans
{
    /// <summary>The word of a span.</summary>
    /// <param name="span">The span.</param>
    /// <returns><c>second</c>, <c>minute</c>, <c>hour</c> or <c>day</c>.</returns>
    public static string Word(BudgetSpan span) => span switch
    {
        BudgetSpan.Second => "second",
        BudgetSpan.Minute => "minute",
        BudgetSpan.Hour => "hour",
        BudgetSpan.Day => "day",
        _ => throw new UnreachableException(),
    };

    /// <summary>The span of a word.</summary>
    /// <param name="word">What <see cref="Word"/> gave.</param>
    /// <returns>The span.</returns>
    public static BudgetSpan Read(string word) => word switch
    {
        "second" => BudgetSpan.Second,
        "minute" => BudgetSpan.Minute,
        "hour" => BudgetSpan.Hour,
        "day" => BudgetSpan.Day,
        _ => throw new UnreachableException(),
    };
}
