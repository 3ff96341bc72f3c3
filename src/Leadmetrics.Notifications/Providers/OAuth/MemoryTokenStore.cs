namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Keeps the tokens of an account that no store keeps, in this process: other hosts fetch their own, and a rotated refresh token ends with the process.</summary>
internal sealed class MemoryTokenStore : ITokenStore
{
    private TokenState _state = TokenState.Empty;

    public Guid? RowId => null;

    public bool IsServing => true;

    public Task<TokenSnapshot> LoadAsync()
    {
        var state = Volatile.Read(ref _state);
        return Task.FromResult(new TokenSnapshot(state, state));
    }

    public Task<bool> TryReplaceAsync(TokenSnapshot before, TokenState after) =>
        Task.FromResult(ReferenceEquals(Interlocked.CompareExchange(ref _state, after, (TokenState)before.Mark!), before.Mark));
}
