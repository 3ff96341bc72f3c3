using System.Text;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Makes a server's text fit to be kept and shown.</summary>
internal static class ServerText
{
    private const int MaxLength = 200;

    /// <summary>Printable, white space runs made one space, at most 200 characters.</summary>
    public static string Sanitize(string text)
    {
        var result = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            var printable = !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not System.Globalization.UnicodeCategory.Format;
            if (!printable && (result.Length == 0 || result[^1] == ' ')) continue;
            if (result.Length + rune.Utf16SequenceLength > MaxLength) break;
            result.Append(printable ? rune.ToString() : " ");
        }

        return result.ToString().TrimEnd();
    }
}
