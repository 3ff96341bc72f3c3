namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>Removes what a database holds of tenants and of recipients. Safe for concurrent use.</summary>
/// <remarks>Every method may be interrupted and called again, and leaves nothing when it has ended; it throws <see cref="StoreException"/> where the database is not migrated or does not answer.</remarks>
public interface IErasureStore
{
    /// <summary>Removes every row of a tenant, in every table.</summary>
    /// <remarks>What may be much goes in steps of some thousand rows, each committed by itself: nobody else waits for longer than a step takes. A last one takes along what came in between.</remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Removes what is stored of a recipient of a tenant's; rows' versions stay.</summary>
    /// <remarks>
    /// Its events, statuses and suppressions go. Of others' events and entries that hold the address in detail, link, metadata, raw text or note, those texts go: the tenant's
    /// rows are read for them in pages by their key, none of which holds up anybody.
    /// </remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="trace">How to tell it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken = default);
}
