namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>Removes what is stored of tenants and of recipients, for good. Safe for concurrent use.</summary>
/// <remarks>Every method throws <see cref="StoreException"/> where the store cannot answer. An erasure may then, and where it is cancelled, have been made in part: call it again; when it has ended, nothing is left. Backups of the database are its operator's.</remarks>
public interface IErasure
{
    /// <summary>Removes everything that is stored of a tenant, and ends its connections on this host; running sends finish.</summary>
    /// <remarks>Other hosts may send by the route that they hold until <see cref="ResolverOptions.TimeToLive"/> has passed.</remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Removes what is stored of a recipient of a tenant's, however the address is spelt: upper and lower case, the domain in its own script or in ASCII.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="recipient">The recipient; the name does not matter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="EmailMessageException">The address is not one.</exception>
    Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, EmailAddress recipient, CancellationToken cancellationToken = default);
}
