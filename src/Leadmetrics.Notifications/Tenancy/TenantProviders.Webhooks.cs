using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy.Events;

namespace Leadmetrics.Notifications.Tenancy;

internal sealed partial class TenantProviders
{
    public async Task<Secret> CreateWebhookTokenAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default)
    {
        var token = WebhookToken.Make();
        await SetWebhookAsync(tenant, id, WebhookToken.HashOf(token.Reveal()), cancellationToken).ConfigureAwait(false);
        return token;
    }

    public Task RemoveWebhookTokenAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => SetWebhookAsync(tenant, id, null, cancellationToken);

    private async Task SetWebhookAsync(TenantId tenant, Guid id, byte[]? hash, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var row = await FindAsync(tenant, id, cancellationToken).ConfigureAwait(false);
            if (hash is null && row.WebhookTokenHash is null) return;
            if (hash is not null && row.Provider != ProviderWords.SendGrid) throw new ProviderConfigException("provider", "has no webhook");

            // Said in full: a plain null would be converted as an array, to an empty hash.
            var next = row with { WebhookTokenHash = hash is null ? (ReadOnlyMemory<byte>?)null : hash, Version = row.Version + 1, UpdatedAt = timeProvider.GetStorableNow() };
            if (await TryUpdateAsync(next, cancellationToken).ConfigureAwait(false)) return;
            if (attempt == MaxTries) throw Conflict();
        }
    }
}
