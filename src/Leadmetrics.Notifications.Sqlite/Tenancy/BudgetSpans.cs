using System.Diagnostics;
using Leadmetrics.Notifications.Tenancy.Budgets;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>The words that stand for spans in the table.</summary>
internal static class BudgetSpans
{
    public static string Word(BudgetSpan span) => span switch
    {
        BudgetSpan.Second => "second",
        BudgetSpan.Minute => "minute",
        BudgetSpan.Hour => "hour",
        BudgetSpan.Day => "day",
        _ => throw new UnreachableException(),
    };

    public static BudgetSpan Read(string word) => word switch
    {
        "second" => BudgetSpan.Second,
        "minute" => BudgetSpan.Minute,
        "hour" => BudgetSpan.Hour,
        "day" => BudgetSpan.Day,
        _ => throw new UnreachableException(),
    };
}
