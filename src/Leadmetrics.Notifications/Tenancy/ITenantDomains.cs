using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Checks whether DNS lets the mail of tenants' providers arrive. Safe for concurrent use.</summary>
public interface ITenantDomains
{
    /// <summary>Checks the domain of a provider's latest settings: its sender, its DKIM domain and selector, the public part of its DKIM key, and the SPF include of its host. Asks DNS alone.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was found; nothing of the private key is in it.</returns>
    /// <exception cref="ProviderNotFoundException">The tenant has no such row.</exception>
    /// <exception cref="StoreException">The store or the key provider cannot answer.</exception>
    /// <exception cref="ConfigSealException">The settings cannot be opened.</exception>
    /// <exception cref="ProviderConfigException">The settings cannot be read.</exception>
    /// <exception cref="DomainQuestionException">The sender's domain is one that nobody can register.</exception>
    Task<DomainReport> CheckAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);
}
