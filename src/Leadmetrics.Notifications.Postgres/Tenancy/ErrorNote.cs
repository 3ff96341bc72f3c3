using System.Text;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Makes the text of a last error storable: noting a failure must not fail because of what a server said.</summary>
internal static class ErrorNote
{
    /// <summary>As the table's CHECK says.</summary>
    public const int MaxLength = 2000;

    /// <summary>At most <see cref="MaxLength"/> UTF-16 units, with U+FFFD for NUL and lone surrogates, which no database column holds.</summary>
    public static string? Fit(string? text)
    {
        if (text is null) return null;
        var kept = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > MaxLength) break;
            kept.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return kept.ToString();
    }
}
