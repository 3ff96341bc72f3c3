namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>One key of a definition with what it is set to.</summary>
/// <param name="Key">The key as it is written, with the keys that it stands under.</param>
/// <param name="Name">The same within its definition in lower case, without hyphens and underscores, for example <c>auth.user</c>.</param>
internal sealed record Setting(string Key, string Name)
{
    /// <summary>What it is set to; may be a secret.</summary>
    /// <value><see langword="null"/>: nothing, or there is a <see cref="Problem"/>.</value>
    public string? Text { get; init; }

    /// <summary>Why its value cannot be used, as a phrase.</summary>
    public string? Problem { get; init; }

    // The value stays out of logs and errors.
    public override string ToString() => Key;
}
