using System.Text;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>A provider as somebody else's configuration defines it.</summary>
/// <param name="Place">The path of its mapping in the file; empty for the file itself.</param>
/// <param name="Settings">Its keys.</param>
internal sealed record Definition(string Place, IReadOnlyList<Setting> Settings)
{
    /// <summary>The word for its kind: one of those that <c>lmn provider add</c> takes.</summary>
    public required string Provider { get; init; }

    /// <summary>What the names of its variables begin with; <see langword="null"/>: it is none of variables.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether <c>name</c> is what the definition itself is called; else it is what EHLO says.</summary>
    public bool IsNamed { get; init; }

    /// <summary>The key that would give a setting that is not there, for example <c>SMTP_HOST</c>.</summary>
    public string KeyFor(string setting)
    {
        if (Prefix is null) return Place.Length == 0 ? setting : $"{Place}.{setting}";
        var name = new StringBuilder(Prefix);
        foreach (var letter in setting) name.Append(char.IsUpper(letter) ? "_" : "").Append(letter == '.' ? '_' : char.ToUpperInvariant(letter));
        return name.ToString();
    }
}
