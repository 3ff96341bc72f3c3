using System.Text;
using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Testing;

/// <summary>
/// Decodes RFC 2047 encoded-words. Each word is decoded by itself, as section 5 demands that it can be: a writer that splits a character
/// over two words shows as U+FFFD.
/// </summary>
internal static partial class EncodedWords
{
    public static string Decode(string text)
    {
        var decoded = new StringBuilder();
        var at = 0;
        var afterWord = false;
        foreach (Match match in Word().Matches(text))
        {
            var between = text[at..match.Index];
            // White space between two encoded-words is not part of the text (section 6.2).
            if (!afterWord || !string.IsNullOrWhiteSpace(between))
                decoded.Append(between);
            var payload = match.Groups[3].Value;
            var bytes = match.Groups[2].Value is "B" or "b" ? TransferEncodings.Base64(Encoding.ASCII.GetBytes(payload)) : Q(payload);
            decoded.Append(Charsets.Decode(match.Groups[1].Value.Split('*')[0], bytes));
            at = match.Index + match.Length;
            afterWord = true;
        }
        return decoded.Append(text, at, text.Length - at).ToString();
    }

    private static byte[] Q(string payload) => TransferEncodings.QuotedPrintable(Encoding.ASCII.GetBytes(payload.Replace('_', ' ')));

    [GeneratedRegex(@"=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
