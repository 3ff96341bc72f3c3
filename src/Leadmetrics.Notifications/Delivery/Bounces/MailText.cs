using System.Text;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Octets of a mail as text, and text made fit to be kept.</summary>
internal static class MailText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-8, where the octets are; else Latin-1, which every octet is.</summary>
    public static string Of(ReadOnlySpan<byte> octets, string? charset = null)
    {
        if (charset is "iso-8859-1" or "latin1" or "windows-1252" or "iso-8859-15") return Encoding.Latin1.GetString(octets);
        return System.Text.Unicode.Utf8.IsValid(octets) ? Strict.GetString(octets) : Encoding.Latin1.GetString(octets);
    }

    /// <summary>Printable, runs of white space made one, cut to a length.</summary>
    public static string? Printable(string? text, int most)
    {
        if (text is null) return null;
        var result = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            var printable = !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not System.Globalization.UnicodeCategory.Format;
            if (!printable && (result.Length == 0 || result[^1] == ' ')) continue;
            if (result.Length + (printable ? rune.Utf16SequenceLength : 1) > most) break;
            result.Append(printable ? rune.ToString() : " ");
        }

        return result.Length == 0 || result is { Length: 1 } && result[0] == ' ' ? null : result.ToString().TrimEnd();
    }

    /// <summary>A field's value without its comments (RFC 5322 section 3.2.2), quoted strings left as they are.</summary>
    public static string WithoutComments(string value)
    {
        if (!value.Contains('(', StringComparison.Ordinal)) return value.Trim();
        var result = new StringBuilder(value.Length);
        var (depth, quoted) = (0, false);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var escaped = c == '\\' && i + 1 < value.Length;
            if (depth == 0)
            {
                if (c == '"') quoted = !quoted;
                if (c == '(' && !quoted) depth = 1;
                else result.Append(c);
                if (escaped) result.Append(value[++i]);
            }
            else
            {
                if (escaped) i++;
                else if (c == '(') depth++;
                else if (c == ')') depth--;
            }
        }

        return result.ToString().Trim();
    }
}
