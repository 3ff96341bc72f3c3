namespace Leadmetrics.Notifications.Deliverability;

/// <summary>What came of a check, from best to worst.</summary>
public enum DomainOutcome
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>It works, and could be better.</summary>
    Warning,

    /// <summary>DNS did not answer, or not soundly: ask again later.</summary>
    Unknown,

    /// <summary>Mail will be refused or thrown into spam.</summary>
    Failed,
}
