using System.Data.Common;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Troubling;
using Leadmetrics.Chaos.Working;

namespace Leadmetrics.Chaos.Storing;

/// <summary>A store that a run queues in: it has a place of its own for each run, is read past the library, and fails in ways of its own.</summary>
internal interface IStoreUnderChaos : IAsyncDisposable
{
    /// <summary>What it is, for the report.</summary>
    string Description { get; }

    /// <summary>Whether it has a clock of its own, so that workers' clocks may be off.</summary>
    bool HasClock { get; }

    IQueueRows Rows { get; }

    IEnumerable<Trouble> Troubles { get; }

    /// <summary>For how long it has been taking writes, and workers know it.</summary>
    TimeSpan UpFor { get; }

    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Settings that lead a host to it.</summary>
    WorkerSettings Lead(WorkerSettings settings);

    /// <summary>Looks at the store itself until it is cancelled.</summary>
    /// <param name="isAnybodyStopped">Whether a worker stands still.</param>
    /// <param name="findings">What should never have been.</param>
    /// <param name="ending">Ends it.</param>
    Task WatchAsync(Func<bool> isAnybodyStopped, Findings findings, CancellationToken ending);

    /// <summary>A connection as a caller has one that queues within a transaction of its own.</summary>
    Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);
}
