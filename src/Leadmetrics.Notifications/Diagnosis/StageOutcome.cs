namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>What came of a stage.</summary>
public enum StageOutcome
{
    /// <summary>Passed.</summary>
    Passed,

    /// <summary>Failed: the verification ends here.</summary>
    Failed,

    /// <summary>Not called for by the settings, or not reached.</summary>
    Skipped,

    /// <summary>Cannot be known without sending a mail.</summary>
    NotProvable,
}
