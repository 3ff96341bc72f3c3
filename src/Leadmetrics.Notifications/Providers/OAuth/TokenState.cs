namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The tokens of one row, by settings: a test of pending ones leaves those of the serving ones alone. Immutable.</summary>
internal sealed record TokenState(IReadOnlyList<TokenEntry> Entries)
{
    private const int MaxEntries = 4;

    // Settings that were put back the same day find their tokens again.
    private static readonly TimeSpan KeptUnused = TimeSpan.FromDays(1);

    public static TokenState Empty { get; } = new([]);

    public TokenEntry? Find(string fingerprint) => Entries.FirstOrDefault(entry => entry.Fingerprint == fingerprint);

    /// <summary>The state with an entry in place of its settings' former one. Of too many the oldest goes, but never the serving one.</summary>
    public TokenState With(TokenEntry entry, DateTimeOffset now)
    {
        var others = Entries.Where(other => other.Fingerprint != entry.Fingerprint);

        // There is one serving set of settings: who serves now takes the mark, and what served before it or was tested long ago goes.
        if (entry.IsServing) others = others.Select(other => other with { IsServing = false }).Where(other => now - other.UpdatedAt <= KeptUnused || other.RefreshingUntil > now);
        var kept = others.OrderByDescending(other => other.IsServing).ThenByDescending(other => other.UpdatedAt).Take(MaxEntries - 1);
        return new TokenState([entry, .. kept]);
    }
}
