using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>Erases in the store, and then what this host holds of it.</summary>
internal sealed class Erasure(IErasureStore store, EmailProviderResolver resolver, ILogger<Erasure> logger) : IErasure
{
    public async Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        try
        {
            var erased = await store.EraseTenantAsync(tenant, cancellationToken).ConfigureAwait(false);
            Log.TenantErased(logger, erased.Providers, erased.SendingCounts);
            return erased;
        }
        finally
        {
            // However it ends: an erasure whose answer is lost may have been made.
            resolver.Evict(tenant);
        }
    }

    public async Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, EmailAddress recipient, CancellationToken cancellationToken = default)
    {
        var erased = await store.EraseRecipientAsync(tenant, RecipientTrace.Of(recipient), cancellationToken).ConfigureAwait(false);
        Log.RecipientErased(logger, erased.LastErrors);
        return erased;
    }
}
