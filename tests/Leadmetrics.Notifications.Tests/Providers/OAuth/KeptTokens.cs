using Leadmetrics.Notifications.Providers.OAuth;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>A store that several accounts share, as hosts share a row; it can fail, and be told what stands there.</summary>
internal sealed class KeptTokens : ITokenStore
{
    private TokenState _state = TokenState.Empty;

    public Guid? RowId { get; } = Guid.NewGuid();

    public bool IsServing { get; init; } = true;

    public bool IsUnreadable { get; set; }

    /// <summary>Asked before each write with what is to be written; what it throws is thrown.</summary>
    public Action<TokenState> Writing { get; set; } = static _ => { };

    public TokenState State
    {
        get => Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, value);
    }

    public int Loads { get; private set; }

    /// <summary>The same row, seen by settings that are tested.</summary>
    public ITokenStore Pending => new Other(this);

    public Task<TokenSnapshot> LoadAsync()
    {
        Loads++;
        var state = State;
        return Task.FromResult(IsUnreadable ? new TokenSnapshot(TokenState.Empty, state) { IsUnreadable = true } : new TokenSnapshot(state, state));
    }

    public Task<bool> TryReplaceAsync(TokenSnapshot before, TokenState after)
    {
        try
        {
            Writing(after);
        }
        catch (Exception failure)
        {
            return Task.FromException<bool>(failure);
        }

        var done = ReferenceEquals(Interlocked.CompareExchange(ref _state, after, (TokenState)before.Mark!), before.Mark);
        if (done) IsUnreadable = false;
        return Task.FromResult(done);
    }

    private sealed class Other(KeptTokens row) : ITokenStore
    {
        public Guid? RowId => row.RowId;

        public bool IsServing => false;

        public Task<TokenSnapshot> LoadAsync() => row.LoadAsync();

        public Task<bool> TryReplaceAsync(TokenSnapshot before, TokenState after) => row.TryReplaceAsync(before, after);
    }
}
