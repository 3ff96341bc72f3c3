namespace Leadmetrics.Notifications.Queue;

/// <summary>What came of taking a mail out of the queue.</summary>
public enum CancelOutcome
{
    /// <summary>It is out; nobody will get it, but for recipients who have it already.</summary>
    Cancelled,

    /// <summary>A worker holds it: it may be under way.</summary>
    TooLate,

    /// <summary>It is settled: sent, dead or cancelled before.</summary>
    Settled,

    /// <summary>There is no such mail.</summary>
    NotFound,
}
