namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>Removes what a database holds of tenants and of recipients. Safe for concurrent use.</summary>
/// <remarks>Every method may be interrupted and called again, and leaves nothing when it has ended; it throws <see cref="StoreException"/> where the database is not migrated or does not answer.</remarks>
public interface IErasureStore
{
    /// <summary>Removes every row of a tenant, in every table.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Removes what is stored of a recipient of a tenant's; rows' versions stay.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="trace">How to tell it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken = default);
}
