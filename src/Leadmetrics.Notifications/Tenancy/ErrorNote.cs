using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Makes the text of a last error storable: noting a failure must not fail because of what a server said. For stores.</summary>
public static class ErrorNote
{
    /// <summary>The longest text, in UTF-16 units.</summary>
    public const int MaxLength = 2000;

    /// <summary>What is noted of a failure: what it was, and what can be done about it.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>Its sentence, and that of its remedy where there is one.</returns>
    public static string Of(EmailFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Remedy is { } remedy ? $"{failure.Message} {remedy.Sentence}" : failure.Message;
    }

    /// <summary>Cuts a text to <see cref="MaxLength"/> and puts U+FFFD for NUL and lone surrogates, which no database column holds.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text as every store can keep it.</returns>
    [return: NotNullIfNotNull(nameof(text))]
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
