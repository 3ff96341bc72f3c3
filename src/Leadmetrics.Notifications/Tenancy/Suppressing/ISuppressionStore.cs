namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Keeps tenants' suppression lists. Safe for concurrent use.</summary>
/// <remarks>An entry is known by tenant, address and reason. Entries that have ended are neither found nor listed. NUL and lone surrogates are kept as U+FFFD, addresses in lower case. Every method throws <see cref="StoreException"/> where the store cannot answer.</remarks>
public interface ISuppressionStore
{
    /// <summary>The entries of some addresses that are in force.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="addresses">The addresses, as <see cref="SuppressedAddress"/> spells them; at most 10,000.</param>
    /// <param name="now">The time to compare with.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entries, in no order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 10,000 addresses.</exception>
    Task<IReadOnlyList<Suppression>> FindAsync(TenantId tenant, IReadOnlyList<string> addresses, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Adds an entry, or sets its scope, end, Message-ID and note; the first <see cref="Suppression.CreatedAt"/> of one that is in force stays.</summary>
    /// <param name="suppression">The entry.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is stored.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Refused"/>: the entry is beyond what <see cref="Suppression"/> allows.</exception>
    Task SetAsync(Suppression suppression, CancellationToken cancellationToken = default);

    /// <summary>Removes entries of an address.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address, as <see cref="SuppressedAddress"/> spells it.</param>
    /// <param name="reason">The reason; <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many were removed.</returns>
    Task<int> RemoveAsync(TenantId tenant, string address, SuppressionReason? reason, CancellationToken cancellationToken = default);

    /// <summary>A page of a list, by address (its octets in UTF-8) and reason.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="query">Which entries.</param>
    /// <param name="now">The time to compare with.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entries.</returns>
    Task<IReadOnlyList<Suppression>> ListAsync(TenantId tenant, SuppressionQuery query, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Removes entries of all tenants that have ended.</summary>
    /// <param name="endedBefore">The end of what goes.</param>
    /// <param name="most">The most entries that one call removes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset endedBefore, int most, CancellationToken cancellationToken = default);
}
