using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Keeps the queue's tables small. Any number of hosts may do it at once.</summary>
public interface IQueueUpkeepStore
{
    /// <summary>Makes room for the days to come, where the database keeps days apart.</summary>
    /// <param name="days">How many days ahead.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task.</returns>
    /// <exception cref="StoreException">The database is not migrated, or does not answer.</exception>
    Task PrepareAsync(int days, CancellationToken cancellationToken = default);

    /// <summary>Removes what is past: bodies that nothing live or dead refers to, history, dead letters, keys, contents and counts.</summary>
    /// <param name="retention">How long each is kept.</param>
    /// <param name="cancellationToken">Ends the call; what was removed stays removed.</param>
    /// <returns>How many rows went, or whole days as 1.</returns>
    /// <exception cref="StoreException">The database is not migrated, or does not answer.</exception>
    Task<long> PruneAsync(QueueRetention retention, CancellationToken cancellationToken = default);
}
