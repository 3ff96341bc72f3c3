using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Keeps an account's tokens in its row, sealed.</summary>
internal sealed class RowTokenStore(IOAuthStateStore store, RowSealer sealer, ProviderRow row, bool isServing) : ITokenStore
{
    public Guid? RowId => row.Id;

    public bool IsServing => isServing;

    public Task<TokenSnapshot> LoadAsync() => GuardAsync(async () =>
    {
        if (await store.LoadAsync(row.Tenant, row.Id).ConfigureAwait(false) is not { } bytes) return new TokenSnapshot(TokenState.Empty, null);
        var state = await OpenAsync(bytes).ConfigureAwait(false);
        return new TokenSnapshot(state ?? TokenState.Empty, bytes) { IsUnreadable = state is null };
    });

    public Task<bool> TryReplaceAsync(TokenSnapshot before, TokenState after) => GuardAsync(async () =>
    {
        var state = await sealer.SealOAuthAsync(row, TokenStateJson.Write(after), CancellationToken.None).ConfigureAwait(false);
        return await store.TryReplaceAsync(row.Tenant, row.Id, (ReadOnlyMemory<byte>?)before.Mark, state.Bytes).ConfigureAwait(false);
    });

    private async Task<TokenState?> OpenAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return TokenStateJson.Read(await sealer.OpenOAuthAsync(row, bytes, CancellationToken.None).ConfigureAwait(false));
        }
        catch (ConfigSealException)
        {
            return null;
        }
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (StoreException unavailable)
        {
            throw new TokenStoreException(unavailable);
        }
    }
}
