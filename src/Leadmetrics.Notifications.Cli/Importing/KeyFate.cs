namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>What becomes of a key of a definition.</summary>
internal enum KeyFate
{
    /// <summary>It gives a setting.</summary>
    Mapped,

    /// <summary>There is no such setting here, and the provider does without.</summary>
    Dropped,

    /// <summary>There is no such setting here, and the provider would not be what was defined.</summary>
    Refused,
}
