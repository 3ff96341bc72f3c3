using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>A stage of a test, as a tenant may see it.</summary>
internal sealed record StageAnswer(
    [property: JsonConverter(typeof(Word<VerificationStage>))] VerificationStage Stage,
    [property: JsonConverter(typeof(Word<StageOutcome>))] StageOutcome Outcome)
{
    public static StageAnswer Of(StageResult stage) => new(stage.Stage, stage.Outcome);
}
