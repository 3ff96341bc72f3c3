namespace Leadmetrics.Integration.Queue;

/// <summary>Tests that start worker processes: one after the other, so that each has the machine for itself.</summary>
[CollectionDefinition(Name)]
public sealed class QueueProcesses
{
    public const string Name = "Queue processes";
}
