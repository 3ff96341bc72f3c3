using System.Text.Json.Serialization;
using Leadmetrics.Bench.Queue;
using Leadmetrics.Bench.Workers;

namespace Leadmetrics.Bench.Recording;

/// <summary>What bench and contestants say to each other: one line each.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkOrder))]
[JsonSerializable(typeof(WorkReport))]
[JsonSerializable(typeof(QueueOrder))]
[JsonSerializable(typeof(QueueReport))]
internal sealed partial class BenchLines : JsonSerializerContext;
