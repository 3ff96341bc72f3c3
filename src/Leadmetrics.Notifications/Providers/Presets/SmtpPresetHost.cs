namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>Hosts of a provider, by a pattern of their name.</summary>
/// <param name="Pattern">A name in ASCII; with a dot in front the end of names; an asterisk stands for any characters of one label.</param>
public sealed record SmtpPresetHost(string Pattern)
{
    /// <summary>What they are for.</summary>
    /// <value><see cref="SmtpPresetHostUse.Submission"/>.</value>
    public SmtpPresetHostUse Use { get; init; }

    /// <summary>The region they are in.</summary>
    /// <value><see langword="null"/>: the pattern says nothing of it.</value>
    public string? Region { get; init; }

    /// <summary>Whether one that is not for submission was seen to take it all the same, so that it is not refused.</summary>
    /// <value><see langword="false"/>.</value>
    public bool MayWork { get; init; }

    /// <summary>The page that names them, where that is not the preset's own.</summary>
    public Uri? Source { get; init; }

    /// <summary>Whether a host is one of them.</summary>
    /// <param name="name">Its name in ASCII, in any case, without a dot at its end.</param>
    internal bool Fits(ReadOnlySpan<char> name)
    {
        var any = Pattern.IndexOf('*', StringComparison.Ordinal);
        if (Pattern[0] == '.') return any < 0 ? EndsIn(name, Pattern) : EndsInBoth(name, Pattern.AsSpan(0, any), Pattern.AsSpan(any + 1));
        if (any < 0) return name.Equals(Pattern, StringComparison.OrdinalIgnoreCase);
        var before = Pattern.AsSpan(0, any);
        var behind = Pattern.AsSpan(any + 1);
        if (name.Length < before.Length + behind.Length || !name.StartsWith(before, StringComparison.OrdinalIgnoreCase) || !name.EndsWith(behind, StringComparison.OrdinalIgnoreCase)) return false;
        return !name[before.Length..^behind.Length].Contains('.');
    }

    private static bool EndsIn(ReadOnlySpan<char> name, ReadOnlySpan<char> end) => name.Length > end.Length && name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    // One whole label stands between the two.
    private static bool EndsInBoth(ReadOnlySpan<char> name, ReadOnlySpan<char> before, ReadOnlySpan<char> behind)
    {
        if (!EndsIn(name, behind)) return false;
        var rest = name[..^behind.Length];
        return EndsIn(rest[..(rest.LastIndexOf('.') + 1)], before);
    }
}
