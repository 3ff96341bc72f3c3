namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Goes over all tenants' provider rows and replaces what is sealed in them. Safe for concurrent use.</summary>
/// <remarks>Every method throws <see cref="StoreException"/> where the database is not migrated or does not answer.</remarks>
public interface IRotationStore
{
    /// <summary>How many rows there are.</summary>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The number, of all tenants and channels.</returns>
    Task<long> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>The next rows of all tenants and channels, in an order of their keys that never changes.</summary>
    /// <param name="after">The last key seen; <see langword="null"/>: from the first row on.</param>
    /// <param name="count">How many at most; at least 1.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The rows; none behind the last one.</returns>
    Task<IReadOnlyList<ProviderRow>> ListAsync(ProviderRowKey? after, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces sealed columns, all in one transaction, each row by compare-and-swap: where version and OAuth state are still those read. The version counts
    /// one up, so that an edit begun before does not put old octets back. Verification, last error and edit time stay.
    /// </summary>
    /// <param name="rows">Different rows, in any order.</param>
    /// <param name="cancellationToken">Ends the transaction.</param>
    /// <returns>Which of them were replaced; the others are gone or were changed since they were read.</returns>
    Task<IReadOnlySet<ProviderRowKey>> ReplaceAsync(IReadOnlyList<SealedReplacement> rows, CancellationToken cancellationToken = default);
}
