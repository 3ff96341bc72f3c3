using System.Text.Json.Serialization;
using Leadmetrics.Bench.Queue;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Recording;

/// <summary>The files that people and the gate read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ScenarioResult))]
[JsonSerializable(typeof(RecordedFigures))]
[JsonSerializable(typeof(QueueResult))]
internal sealed partial class BenchJson : JsonSerializerContext;
