using Leadmetrics.Notifications.Providers.OAuth;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Gives each row the store of its tokens.</summary>
/// <param name="store">The database; <see langword="null"/>: tokens are kept in the process.</param>
/// <param name="sealer">Seals them.</param>
internal sealed class TokenStores(IOAuthStateStore? store, RowSealer? sealer)
{
    /// <summary>The store of the row's serving settings.</summary>
    public ITokenStore? Serving(ProviderRow row) => For(row, isServing: true);

    /// <summary>The store of the settings that a test is about.</summary>
    public ITokenStore? Latest(ProviderRow row) => For(row, isServing: row.PendingConfig is null);

    // It may be kept for long: without what it does not look at.
    private RowTokenStore? For(ProviderRow row, bool isServing) =>
        store is null || sealer is null ? null : new RowTokenStore(store, sealer, row with { Config = default, PendingConfig = null, OAuthState = null }, isServing);
}
