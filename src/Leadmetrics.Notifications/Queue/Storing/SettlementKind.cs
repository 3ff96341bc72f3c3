namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>What becomes of a claimed mail.</summary>
public enum SettlementKind
{
    /// <summary>It is done: nobody is open any more, and at least one recipient was reached or left out.</summary>
    Done,

    /// <summary>It is tried again later. Counts as an attempt.</summary>
    Retry,

    /// <summary>It goes back as it was, to be tried again; no attempt is counted and no history kept.</summary>
    Release,

    /// <summary>Nobody knows whether it arrived: it waits until somebody settles it.</summary>
    Hold,

    /// <summary>It is a dead letter.</summary>
    Bury,
}
