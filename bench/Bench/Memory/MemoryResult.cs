namespace Leadmetrics.Bench.Memory;

/// <summary>What a message with a large attachment cost.</summary>
/// <param name="Attachment">Where its octets came from.</param>
/// <param name="Octets">How many.</param>
/// <param name="Seconds">How long the send took.</param>
/// <param name="WorkingSetGrowth">Bytes that the working set grew by, at its highest.</param>
/// <param name="PrivateGrowth">Bytes that private memory grew by, at its highest.</param>
/// <param name="HeapGrowth">Bytes that the managed heap grew by, at its highest.</param>
internal sealed record MemoryResult(string Attachment, long Octets, double Seconds, long WorkingSetGrowth, long PrivateGrowth, long HeapGrowth);
