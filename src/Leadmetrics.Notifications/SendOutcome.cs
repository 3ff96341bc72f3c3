namespace Leadmetrics.Notifications;

/// <summary>What came of a send.</summary>
public enum SendOutcome
{
    /// <summary>At least one recipient was accepted.</summary>
    Accepted,

    /// <summary>Permanently refused: sending the same again gives the same.</summary>
    Rejected,

    /// <summary>Not taken now: a later try is safe and may succeed.</summary>
    Deferred,

    /// <summary>The server may or may not have taken it: sending again may make a second copy.</summary>
    Uncertain,
}
