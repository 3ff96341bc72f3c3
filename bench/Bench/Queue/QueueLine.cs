using System.Text.Json.Serialization;

namespace Leadmetrics.Bench.Queue;

/// <summary>The figures of one contestant: medians over the rounds.</summary>
/// <param name="Client">Its name.</param>
/// <param name="Figure">What was measured.</param>
/// <param name="PerSecond">Mails a second; for latency those that were handled.</param>
/// <param name="CpuSecondsPerThousand">Seconds of the contestant's CPU for 1,000 mails.</param>
/// <param name="Handled">The share of the mails that were handled within the time: less than 1 where they come faster than they are handled.</param>
/// <param name="P50">Milliseconds, for latency.</param>
/// <param name="P99">Milliseconds, for latency.</param>
internal sealed record QueueLine(
    string Client,
    string Figure,
    double PerSecond,
    double CpuSecondsPerThousand,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Handled,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? P50,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? P99);
