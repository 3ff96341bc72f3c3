namespace Leadmetrics.Bench.Memory;

/// <summary>A process' memory, in bytes.</summary>
/// <param name="WorkingSet">What is in memory.</param>
/// <param name="Private">What it has asked the system for, whether or not it was ever touched.</param>
/// <param name="Heap">Objects on the managed heap, garbage included.</param>
internal readonly record struct MemoryFigures(long WorkingSet, long Private, long Heap)
{
    public MemoryFigures Highest(MemoryFigures other) => new(Math.Max(WorkingSet, other.WorkingSet), Math.Max(Private, other.Private), Math.Max(Heap, other.Heap));

    public MemoryFigures Less(MemoryFigures other) => new(WorkingSet - other.WorkingSet, Private - other.Private, Heap - other.Heap);
}
