namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>A row's tokens as they were read, to be replaced only while they are still those.</summary>
/// <param name="State">The tokens; empty where there are none yet, or where they cannot be opened.</param>
/// <param name="Mark">The store's own note of what it read.</param>
internal sealed record TokenSnapshot(TokenState State, object? Mark)
{
    /// <summary>Whether something stands there that cannot be opened.</summary>
    public bool IsUnreadable { get; init; }
}
