namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Keeps the tokens of one account where all hosts that send through it see them. Safe for concurrent use.</summary>
internal interface ITokenStore
{
    /// <summary>The row, for the log; <see langword="null"/> where there is none.</summary>
    Guid? RowId { get; }

    /// <summary>Whether it is asked on behalf of the row's verified settings, not of those that are tested.</summary>
    bool IsServing { get; }

    /// <summary>The tokens as they are now.</summary>
    /// <exception cref="TokenStoreException">The store does not answer.</exception>
    Task<TokenSnapshot> LoadAsync();

    /// <summary>Replaces what was read, durably, unless somebody else has.</summary>
    /// <returns><see langword="false"/> where somebody has: nothing was written.</returns>
    /// <exception cref="TokenStoreException">The store does not answer; it may have been written.</exception>
    Task<bool> TryReplaceAsync(TokenSnapshot before, TokenState after);
}
