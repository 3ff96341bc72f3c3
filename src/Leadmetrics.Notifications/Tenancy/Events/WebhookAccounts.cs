using System.Security.Cryptography;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Finds whose webhook a token is, the platform's or a row's by one query, and the key that it signs with. What cannot be a token asks nobody.</summary>
internal sealed class WebhookAccounts(IWebhookTokenStore rows, RowSealer sealer, PlatformWebhook? platform)
{
    /// <summary>Whose it is; <see langword="null"/>: nobody's.</summary>
    /// <exception cref="StoreException">The store cannot answer.</exception>
    public async Task<WebhookAccount?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!WebhookToken.IsToken(token)) return null;
        var hash = WebhookToken.HashOf(token);
        if (platform is not null && CryptographicOperations.FixedTimeEquals(hash, platform.TokenHash)) return new WebhookAccount(null, null);
        if (await rows.FindByWebhookTokenAsync(hash, cancellationToken).ConfigureAwait(false) is not { Provider: ProviderWords.SendGrid } row) return null;
        return new WebhookAccount(row.Tenant, row);
    }

    /// <summary>The key that an account's events are signed by; <see langword="null"/>: none is set, and nothing is taken.</summary>
    /// <exception cref="StoreException">The key provider cannot answer, or the row's settings cannot be opened or read.</exception>
    public ValueTask<string?> PublicKeyAsync(WebhookAccount account, CancellationToken cancellationToken) =>
        account.Row is { } row ? new(PublicKeyAsync(row, cancellationToken)) : new(platform?.PublicKey);

    // Of the settings that serve, or would once they are verified. A pending key comes into force with the settings around it: they may be another account's.
    private async Task<string?> PublicKeyAsync(ProviderRow row, CancellationToken cancellationToken)
    {
        try
        {
            return SendGridConfig.Parse(await sealer.OpenAsync(row, cancellationToken).ConfigureAwait(false), out _).WebhookPublicKey;
        }
        catch (Exception unreadable) when (unreadable is ConfigSealException or ProviderConfigException)
        {
            // Mended within a day, nothing is lost: SendGrid goes on trying that long.
            throw new StoreException(StoreFailure.Unavailable, $"Provider row {row.Id} cannot be used: {unreadable.Message}", unreadable);
        }
    }
}
