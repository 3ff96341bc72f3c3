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
        if (Pattern[0] == '.') return name.Length > Pattern.Length && name.EndsWith(Pattern, StringComparison.OrdinalIgnoreCase);
        var any = Pattern.IndexOf('*', StringComparison.Ordinal);
        if (any < 0) return name.Equals(Pattern, StringComparison.OrdinalIgnoreCase);
        var before = Pattern.AsSpan(0, any);
        var behind = Pattern.AsSpan(any + 1);
        if (name.Length < before.Length + behind.Length || !name.StartsWith(before, StringComparison.OrdinalIgnoreCase) || !name.EndsWith(behind, StringComparison.OrdinalIgnoreCase)) return false;
        return !name[before.Length..^behind.Length].Contains('.');
    }
}
