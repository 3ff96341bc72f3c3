namespace Leadmetrics.Bench.Recording;

/// <summary>A figure that must not be lost. Ratios and bytes, so that a slower machine alone changes little.</summary>
/// <param name="Name">What it is, as the gate says it.</param>
/// <param name="Value">Its value.</param>
/// <param name="HigherIsBetter">Whether more is better.</param>
internal sealed record GateMetric(string Name, double Value, bool HigherIsBetter);
