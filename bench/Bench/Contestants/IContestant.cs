using Leadmetrics.Bench.Workers;

namespace Leadmetrics.Bench.Contestants;

/// <summary>A client that sends the same mail as the others, in a process of its own.</summary>
internal interface IContestant : IAsyncDisposable
{
    /// <summary>One of <see cref="ContestantNames.All"/>.</summary>
    string Name { get; }

    /// <summary>Makes its connections, sends the warm-up, and then the load by the clock.</summary>
    Task<WorkReport> RunAsync(WorkOrder order, CancellationToken cancellationToken);
}
