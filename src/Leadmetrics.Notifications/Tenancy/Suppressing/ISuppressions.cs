namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Tenants' suppression lists: who gets no more mail, and why. Safe for concurrent use.</summary>
/// <remarks>Sends look at the list by themselves (<see cref="RecipientOutcome.Suppressed"/>). Every method throws <see cref="StoreException"/> where the store cannot answer, and <see cref="EmailMessageException"/> where an address is none.</remarks>
public interface ISuppressions
{
    /// <summary>The entries of an address that are in force; upper and lower case are one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address; its name does not matter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entries, one a reason; empty where there is none.</returns>
    Task<IReadOnlyList<Suppression>> FindAsync(TenantId tenant, EmailAddress address, CancellationToken cancellationToken = default);

    /// <summary>A page of a tenant's list, by address and reason.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="query">Which entries; <see langword="null"/>: the first 100.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entries.</returns>
    Task<IReadOnlyList<Suppression>> ListAsync(TenantId tenant, SuppressionQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Puts an address on a tenant's list, or changes its entry of that reason.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address; its name does not matter.</param>
    /// <param name="draft">Why and how long; <see langword="null"/>: by hand, for all mail and for good.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="ArgumentException">The draft has ended already, or its note is longer than 200 characters.</exception>
    Task<Suppression> AddAsync(TenantId tenant, EmailAddress address, SuppressionDraft? draft = null, CancellationToken cancellationToken = default);

    /// <summary>Takes an address off a tenant's list.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address; its name does not matter.</param>
    /// <param name="reason">The entry of this reason alone; <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many entries were removed. A provider's own list, such as SendGrid's, is not touched.</returns>
    Task<int> RemoveAsync(TenantId tenant, EmailAddress address, SuppressionReason? reason = null, CancellationToken cancellationToken = default);
}
