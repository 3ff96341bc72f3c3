namespace Leadmetrics.Bench;

/// <summary>A run that cannot go on, in words for the one who started it.</summary>
internal sealed class BenchException(string message) : Exception(message);
