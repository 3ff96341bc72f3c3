using System.Text;

namespace Leadmetrics.Integration.Secrecy;

/// <summary>A secret that tests plant, in every form in which it could come to light.</summary>
/// <remarks>
/// UTF-8, UTF-16 of both byte orders, base64 and base64url at each of the three places where it may begin, hexadecimal digits, percent-encoding and JSON escapes.
/// Of base64 only the characters are looked for that the secret alone decides.
/// </remarks>
internal sealed class PlantedSecret
{
    public PlantedSecret(string text)
    {
        Text = text;
        var utf8 = Encoding.UTF8.GetBytes(text);
        string[] forms =
        [
            text, .. Base64(utf8), Convert.ToHexStringLower(utf8), Convert.ToHexString(utf8), Uri.EscapeDataString(text), System.Text.Json.JsonEncodedText.Encode(text).Value,
            .. Base64(Encoding.Unicode.GetBytes(text)),
        ];
        Texts = [.. forms.Concat(forms.Select(form => form.Replace('+', '-').Replace('/', '_'))).Distinct(StringComparer.Ordinal)];
        Bytes = [.. Texts.Select(Encoding.UTF8.GetBytes), Encoding.Unicode.GetBytes(text), Encoding.BigEndianUnicode.GetBytes(text)];
    }

    public string Text { get; }

    /// <summary>As it may stand in a text.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>As it may stand in a file.</summary>
    public IReadOnlyList<byte[]> Bytes { get; }

    private static IEnumerable<string> Base64(byte[] secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. secret]).TrimEnd('=');

            // What stands before it touches the first characters, what follows it the last one.
            var first = (before * 8 + 5) / 6;
            var whole = (before + secret.Length) * 8 / 6;
            yield return encoded[first..whole];
        }
    }
}
