using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Sets up tenants' providers. Safe for concurrent use.</summary>
/// <remarks>Every method throws <see cref="StoreException"/> where the store or the key provider cannot answer, and <see cref="ProviderNotFoundException"/> where the tenant has no such row.</remarks>
public interface ITenantProviders
{
    /// <summary>Adds a provider, unverified.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="draft">What to add.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The provider, with warnings where the settings look wrong.</returns>
    /// <exception cref="ProviderConfigException">The settings are refused; the field is named, and nothing was stored.</exception>
    Task<ProviderView> AddAsync(TenantId tenant, ProviderDraft draft, CancellationToken cancellationToken = default);

    /// <summary>Changes a provider.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="change">What to change.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The provider as it is now.</returns>
    /// <exception cref="ProviderConfigException">The settings are refused, or point a kept secret elsewhere; nothing was stored.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: the change names a version, and somebody else changed it since; without one, others changed it again and again.</exception>
    Task<ProviderView> ChangeAsync(TenantId tenant, Guid id, ProviderChange change, CancellationToken cancellationToken = default);

    /// <summary>All providers of a tenant, by priority.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The providers.</returns>
    Task<IReadOnlyList<ProviderView>> ListAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>One provider.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The provider.</returns>
    Task<ProviderView> GetAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Tests the latest settings: connects and authenticates, sends no mail. Passed, they serve from now on; failed, the last error says why.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was found; a failed test is a value.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: the provider was changed while it was tested.</exception>
    Task<ProviderTestResult> TestAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Tests the latest settings as far as asked: where wanted, the sender and a recipient are tried with MAIL and RCPT and taken back.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="options">How far to go. What is refused fails the test, a recipient too.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was found; a failed test is a value.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: the provider was changed while it was tested.</exception>
    Task<ProviderTestResult> TestAsync(TenantId tenant, Guid id, VerificationOptions options, CancellationToken cancellationToken = default);

    /// <summary>Removes a provider; running sends finish.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is gone.</returns>
    Task RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Gives a provider a webhook: makes the token in its address, in place of one that it had. Its settings are not touched.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The token: it is shown this once, and only its hash is kept.</returns>
    /// <exception cref="ProviderConfigException">The provider's kind has no webhook.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: others changed the provider again and again.</exception>
    Task<Secret> CreateWebhookTokenAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Takes a provider's webhook away, where it has one: its address is unknown from now on.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is gone.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: others changed the provider again and again.</exception>
    Task RemoveWebhookTokenAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);
}
