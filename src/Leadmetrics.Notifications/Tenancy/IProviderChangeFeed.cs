namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Tells of changes to provider rows as they are committed, by whatever host or tool made them. A store that can do so fills it.</summary>
public interface IProviderChangeFeed
{
    /// <summary>Listens until cancelled, or until the connection is lost.</summary>
    /// <param name="listening">Called once, when changes committed from now on will be heard; what was committed before may have been missed.</param>
    /// <param name="changed">Called with the tenant of each change. Must not wait.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <returns>A task that never ends by itself.</returns>
    /// <exception cref="StoreException">The connection could not be made, or was lost: call again.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Task ListenAsync(Action listening, Action<TenantId> changed, CancellationToken cancellationToken);
}
