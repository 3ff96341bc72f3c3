namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Keeps the sealed OAuth2 tokens of provider rows. Safe for concurrent use.</summary>
/// <remarks>
/// Beside <see cref="IProviderStore"/>, because tokens rotate while rows are edited: neither write undoes the other. Every method throws
/// <see cref="StoreException"/> where the database is not migrated or does not answer.
/// </remarks>
public interface IOAuthStateStore
{
    /// <summary>What stands there now.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The sealed bytes; <see langword="null"/> where there are none, or no such row.</returns>
    Task<ReadOnlyMemory<byte>?> LoadAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Replaces it by compare-and-swap on the content. Leaves version, verification and edit time alone: nothing is edited.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="before">What was read; <see langword="null"/>: nothing stood there.</param>
    /// <param name="after">The sealed bytes that take its place.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <returns><see langword="false"/> where the row is gone or something else stands there: nothing was written.</returns>
    Task<bool> TryReplaceAsync(TenantId tenant, Guid id, ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte> after, CancellationToken cancellationToken = default);
}
