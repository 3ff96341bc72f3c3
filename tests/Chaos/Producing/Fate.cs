namespace Leadmetrics.Chaos.Producing;

/// <summary>What whoever queued a mail was told.</summary>
internal enum Fate
{
    /// <summary>It is in the queue.</summary>
    Acknowledged,

    /// <summary>It is not: its transaction was rolled back or never came to its commit, or it was said so.</summary>
    RolledBack,

    /// <summary>Nobody knows: the answer was lost.</summary>
    Unknown,
}
