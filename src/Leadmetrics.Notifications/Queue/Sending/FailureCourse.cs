namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>What a failure means for a queued mail.</summary>
internal enum FailureCourse
{
    /// <summary>The message, its sender or its recipients are refused for good.</summary>
    Rejected,

    /// <summary>The message or its recipients are not taken now: a try is counted, and another one follows.</summary>
    Later,

    /// <summary>Nobody knows whether it arrived.</summary>
    Uncertain,

    /// <summary>The account does not work, whatever the message: it is not called for a while, and the mail waits without a try being counted.</summary>
    Account,

    /// <summary>The account is asked to slow down: as <see cref="Account"/>, for as long as it says.</summary>
    Throttled,

    /// <summary>A sending limit is reached: the tenant's mail waits for it.</summary>
    Limit,

    /// <summary>The mail counts more than its account's limit ever lets through at once.</summary>
    LimitTooSmall,

    /// <summary>What we need ourselves (a store, a readable row) is not there: the mail waits for it.</summary>
    Ours,
}
