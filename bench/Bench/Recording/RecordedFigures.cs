using Leadmetrics.Bench.Memory;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Recording;

/// <summary>The file docs/performance.json.</summary>
/// <param name="Command">The command that wrote it.</param>
/// <param name="Date">When, in UTC.</param>
/// <param name="Machine">Where, and with which versions.</param>
/// <param name="Scenarios">What was measured.</param>
/// <param name="Memory">What large attachments cost.</param>
/// <param name="Gate">The figures that <c>bench --gate</c> compares with.</param>
internal sealed record RecordedFigures(string Command, string Date, string Machine, IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<MemoryResult> Memory, IReadOnlyList<GateMetric> Gate);
