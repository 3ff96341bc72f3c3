namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Finds rows by the token in their webhook's address. Safe for concurrent use.</summary>
public interface IWebhookTokenStore
{
    /// <summary>The row whose webhook has a token, enabled and verified or not.</summary>
    /// <param name="tokenHash">SHA-256 of the token; 32 octets.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The row; <see langword="null"/> where there is none.</returns>
    /// <exception cref="StoreException">The store cannot answer.</exception>
    Task<ProviderRow?> FindByWebhookTokenAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancellationToken = default);
}
