using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Wakes idle workers when mail comes. A worker that is not idle is not woken: databases may make commits that wake somebody wait for each other.</summary>
/// <remarks>Nothing rests on it but the time until a mail is claimed: a worker looks by itself once a second.</remarks>
public interface IQueueWakeFeed
{
    /// <summary>Listens until it is cancelled or the connection breaks.</summary>
    /// <param name="listening">Called when listening has begun: what came before was not heard.</param>
    /// <param name="woken">Called when mail has come, a tenant was resumed or a dead letter requeued.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that never ends of itself.</returns>
    /// <exception cref="StoreException">The connection broke.</exception>
    Task ListenAsync(Action listening, Action woken, CancellationToken cancellationToken);

    /// <summary>Says whether a worker wants to be woken, and that it lives.</summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="idle">Whether it wants to be.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when whoever queues mail from now on sees it.</returns>
    Task SetIdleAsync(string worker, bool idle, CancellationToken cancellationToken = default);

    /// <summary>Says that a worker is gone.</summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task.</returns>
    Task LeaveAsync(string worker, CancellationToken cancellationToken = default);

    /// <summary>Forgets workers that have said nothing for a while.</summary>
    /// <param name="silence">How long.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many.</returns>
    Task<int> ForgetAsync(TimeSpan silence, CancellationToken cancellationToken = default);
}
