using System.Buffers;
using System.Globalization;
using System.Text;

namespace Leadmetrics.Smtp.Sasl;

/// <summary>SASLprep (RFC 4013), the preparation of user names and passwords for SCRAM, over the base class library's normalisation.</summary>
/// <remarks>
/// Mapping, NFKC and prohibited output are RFC 4013's, by today's Unicode instead of 3.2: the two differ only for characters that 3.2 did not know.
/// The bidirectional rule (section 2.3) is not checked: a string that breaks it is one that a strict server never stored, and ends in a 535.
/// A process in invariant globalization mode normalises nothing; there a password that NFKC would change ends in a 535 too.
/// </remarks>
internal static class SaslPrep
{
    /// <summary>Prepares a string.</summary>
    /// <param name="text">As the user gave it.</param>
    /// <returns>The prepared string; <see langword="null"/> where it holds what SASLprep prohibits.</returns>
    public static string? Prepare(string text)
    {
        if (Ascii.IsValid(text)) return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? null : text;
        var mapped = new StringBuilder(text.Length);
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            // A surrogate without its other half is no character at all.
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done) return null;
            rest = rest[length..];
            if (IsMappedToNothing(rune.Value)) continue;
            mapped.Append(rune.Value is 0x200B || (rune.Value > 0x7F && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator) ? " " : rune.ToString());
        }

        var normalized = mapped.ToString().Normalize(NormalizationForm.FormKC);
        foreach (var rune in normalized.EnumerateRunes())
        {
            if (IsProhibited(rune)) return null;
        }

        return normalized;
    }

    // RFC 3454 table B.1; U+200B is in C.1.2 as well, and RFC 4013 names that one first.
    private static bool IsMappedToNothing(int value) => value is 0xAD or 0x34F or 0x1806 or (>= 0x180B and <= 0x180D) or 0x200C or 0x200D or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;

    // Tables C.2 to C.9.
    private static bool IsProhibited(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || (rune.Value & 0xFFFE) == 0xFFFE
        || rune.Value is 0x340 or 0x341 or 0x6DD or 0x70F or 0x180E or 0x200E or 0x200F
            or (>= 0x202A and <= 0x202E) or (>= 0x2061 and <= 0x2063) or (>= 0x206A and <= 0x206F) or (>= 0x2FF0 and <= 0x2FFB)
            or (>= 0xFDD0 and <= 0xFDEF) or (>= 0xFFF9 and <= 0xFFFD) or (>= 0x1D173 and <= 0x1D17A) or 0xE0001 or (>= 0xE0020 and <= 0xE007F);
}
