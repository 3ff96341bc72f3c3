using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Seals and opens what is secret of a row in the place where it stands.</summary>
/// <remarks>A row whose key cannot be asked for now is as good as one that cannot be read now: a key provider that does not answer is a store that does not.</remarks>
internal sealed class RowSealer(IConfigProtector protector)
{
    public ValueTask<SealedConfig> SealAsync(ProviderRow row, ReadOnlyMemory<byte> plaintext, bool pending, CancellationToken cancellationToken) =>
        GuardAsync(protector.SealAsync(plaintext, Context(row, pending ? SealedColumn.PendingConfig : SealedColumn.Config), cancellationToken));

    /// <exception cref="ConfigSealException">It cannot be opened.</exception>
    /// <exception cref="StoreException">The key provider did not answer.</exception>
    public ValueTask<byte[]> OpenAsync(ProviderRow row, CancellationToken cancellationToken) =>
        GuardAsync(protector.OpenAsync(row.Config, Context(row, SealedColumn.Config), cancellationToken));

    /// <summary>The settings that an edit or a test is about: the pending ones where there are some.</summary>
    /// <exception cref="ConfigSealException">They cannot be opened.</exception>
    /// <exception cref="StoreException">The key provider did not answer.</exception>
    public ValueTask<byte[]> OpenLatestAsync(ProviderRow row, CancellationToken cancellationToken) => row.PendingConfig is { } pending
        ? GuardAsync(protector.OpenAsync(pending, Context(row, SealedColumn.PendingConfig), cancellationToken))
        : OpenAsync(row, cancellationToken);

    public ValueTask<SealedConfig> SealOAuthAsync(ProviderRow row, ReadOnlyMemory<byte> plaintext, CancellationToken cancellationToken) =>
        GuardAsync(protector.SealAsync(plaintext, Context(row, SealedColumn.OAuthState), cancellationToken));

    /// <exception cref="ConfigSealException">It cannot be opened.</exception>
    /// <exception cref="StoreException">The key provider did not answer.</exception>
    public ValueTask<byte[]> OpenOAuthAsync(ProviderRow row, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) =>
        GuardAsync(protector.OpenAsync(state, Context(row, SealedColumn.OAuthState), cancellationToken));

    /// <summary>What stands in one of a row's columns, under the active key.</summary>
    /// <exception cref="ConfigSealException">It cannot be opened.</exception>
    /// <exception cref="StoreException">The key provider did not answer.</exception>
    public ValueTask<RewrappedConfig> RewrapAsync(ProviderRow row, SealedColumn column, ReadOnlyMemory<byte> sealedBytes, CancellationToken cancellationToken) =>
        GuardAsync(protector.RewrapAsync(sealedBytes, Context(row, column), cancellationToken));

    /// <summary>The store's failure that a key provider which does not answer is.</summary>
    public static StoreException Unavailable(ConfigSealException unanswered) =>
        new(StoreFailure.Unavailable, "The settings can be neither opened nor sealed at the moment: the key provider did not answer.", unanswered);

    private static async ValueTask<T> GuardAsync<T>(ValueTask<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (ConfigSealException unanswered) when (unanswered.IsTransient)
        {
            throw Unavailable(unanswered);
        }
    }

    private static SealContext Context(ProviderRow row, SealedColumn column) => column switch
    {
        SealedColumn.Config => new SealContext(row.Tenant, row.Id, row.Channel, "config", row.Provider + "/1"),
        SealedColumn.PendingConfig => new SealContext(row.Tenant, row.Id, row.Channel, "pending_config", row.Provider + "/1"),
        _ => new SealContext(row.Tenant, row.Id, row.Channel, "oauth_state", row.Provider + "/oauth/1"),
    };
}
