namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Keeps tenants' provider rows. Safe for concurrent use.</summary>
/// <remarks>Every method throws <see cref="StoreException"/> where the database is not migrated or does not answer. Instants are kept to the microsecond.</remarks>
public interface IProviderStore
{
    /// <summary>All rows of a tenant on a channel, by priority, then creation, then id.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The rows; none where the tenant has none.</returns>
    Task<IReadOnlyList<ProviderRow>> ListAsync(TenantId tenant, string channel, CancellationToken cancellationToken = default);

    /// <summary>One row.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The row; <see langword="null"/> where that tenant has none of that id.</returns>
    Task<ProviderRow?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row; its version is 1.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <returns>A task that ends when the row is durable.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: the tenant has a row of that id, or some row has that webhook's token.</exception>
    Task AddAsync(ProviderRow row, CancellationToken cancellationToken = default);

    /// <summary>Replaces a row by compare-and-swap: the stored version must be one less than the new row's.</summary>
    /// <param name="row">The row as it shall be; <see cref="ProviderRow.Version"/> is the old one plus one. Tenant, id, channel, provider and creation are never changed, and <see cref="ProviderRow.OAuthState"/> is not written: tokens that rotated since the row was read stay.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <returns><see langword="false"/> where the row is gone or has another version: nothing was written.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: another row has that webhook's token.</exception>
    Task<bool> TryUpdateAsync(ProviderRow row, CancellationToken cancellationToken = default);

    /// <summary>Notes a failure. Leaves version, verification and edit time alone.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="version">The version that failed: a row that was edited since has nothing to do with it.</param>
    /// <param name="error">What went wrong, in words a tenant may see.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <returns><see langword="false"/> where the row is gone or has another version: nothing was written.</returns>
    Task<bool> SetLastErrorAsync(TenantId tenant, Guid id, long version, string error, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Takes a noted failure back, where it is still the one of that instant. Leaves version, verification and edit time alone.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="at">When the failure was noted, to the microsecond.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <returns><see langword="false"/> where the row is gone or holds no or another note: nothing was written.</returns>
    Task<bool> ClearLastErrorAsync(TenantId tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Removes a row.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <returns><see langword="false"/> where there was none.</returns>
    Task<bool> RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);
}
