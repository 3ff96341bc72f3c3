using System.Text;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Makes a server's text fit to be kept and shown.</summary>
internal static class ServerText
{
    private const int MaxLength = 200;

    /// <summary>Printable, white space runs made one space, at most 200 characters.</summary>
    public static string Sanitize(string text)
    {
        if (IsSound(text)) return text;
        var result = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            var printable = !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not System.Globalization.UnicodeCategory.Format;
            if (!printable && (result.Length == 0 || result[^1] == ' ')) continue;
            if (result.Length + rune.Utf16SequenceLength > MaxLength) break;
            if (!printable) result.Append(' ');
            else if (rune.IsBmp) result.Append((char)rune.Value);
            else result.Append(rune.ToString());
        }

        return result.ToString().TrimEnd();
    }

    // What nearly every server sends: nothing to be taken out, and so nothing to be copied.
    private static bool IsSound(string text) =>
        text.Length <= MaxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains("  ", StringComparison.Ordinal) && (text.Length == 0 || (text[0] != ' ' && text[^1] != ' '));
}
