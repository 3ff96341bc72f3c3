using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Makes text from outside storable: what is to be kept must not fail because of a character. For stores.</summary>
public static class StorableText
{
    /// <summary>Puts U+FFFD for NUL and lone surrogates, which no database column holds; two texts that differ in these alone become one.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text as every store can keep it; the same one where nothing stands in the way.</returns>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Fit(string? text)
    {
        if (text is null || (!text.Contains('\0', StringComparison.Ordinal) && text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)) return text;
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) kept.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return kept.ToString();
    }
}
