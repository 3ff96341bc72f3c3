namespace Leadmetrics.Bench.Workers;

/// <summary>Does a round's work in this process.</summary>
internal interface IWorker
{
    Task<WorkReport> RunAsync(WorkOrder order, CancellationToken cancellationToken);
}
