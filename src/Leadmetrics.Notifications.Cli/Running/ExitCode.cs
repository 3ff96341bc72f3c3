namespace Leadmetrics.Notifications.Cli.Running;

/// <summary>What the process ends with.</summary>
internal enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Done = 0,

    /// <summary>A delivery or a verification failed.</summary>
    Failed = 1,

    /// <summary>An argument is wrong; nothing was done.</summary>
    Usage = 2,

    /// <summary>A setting, key, database or policy stands in the way; nothing was done.</summary>
    Configuration = 3,

    /// <summary>A message may or may not have arrived: not to be resent blindly.</summary>
    Uncertain = 4,
}
