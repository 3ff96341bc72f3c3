namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>How long the rolling window of a limit is.</summary>
public enum BudgetSpan
{
    /// <summary>1 second, counted in tenths.</summary>
    Second,

    /// <summary>60 seconds, counted by the second.</summary>
    Minute,

    /// <summary>3,600 seconds, counted by the minute.</summary>
    Hour,

    /// <summary>86,400 seconds, counted by the quarter of an hour.</summary>
    Day,
}
