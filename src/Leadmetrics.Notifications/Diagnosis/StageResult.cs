using System.Collections.Frozen;

namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>One stage of a verification.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Duration">How long it took.</param>
public sealed record StageResult(VerificationStage Stage, StageOutcome Outcome, TimeSpan Duration)
{
    /// <summary>What was found, for operators: a tenant is not shown these.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = FrozenDictionary<string, string>.Empty;
}
