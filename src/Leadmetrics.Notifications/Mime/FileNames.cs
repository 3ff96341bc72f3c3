using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Mime;

/// <summary>File names that a recipient may save under: without directories, controls, byte order marks and characters that turn the reading direction, and bounded.</summary>
internal static class FileNames
{
    private const string Unnamed = "attachment";
    private const int MaxOctets = 240;
    private const int MaxFallback = 60;
    private const int MaxEnding = 16;

    /// <summary>The name as it is sent.</summary>
    public static string Clean(string name)
    {
        var file = name.AsSpan(name.AsSpan().LastIndexOfAny('/', '\\') + 1);
        if (!HeaderText.IsPlain(file) || file.Length > MaxOctets) file = Shorten(DropUnsafe(file), MaxOctets);

        // Readers drop white space at both ends, and file systems hide an ending behind dots and spaces.
        file = file.TrimStart();
        while (!file.IsEmpty && (file[^1] == '.' || char.IsWhiteSpace(file[^1]))) file = file[..^1];
        return file.IsEmpty ? Unnamed : file.SequenceEqual(name) ? name : file.ToString();
    }

    /// <summary>Whether the name goes into a quoted-string as it is.</summary>
    public static bool IsPlain(string name) => name.Length <= MaxFallback && HeaderText.IsPlain(name);

    /// <summary>The name for readers that do not know RFC 2231: ASCII, an underscore for each other character, short, with the ending kept.</summary>
    public static string Fallback(string name)
    {
        var ascii = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            ascii.Append(rune.Value is >= ' ' and <= '~' and not ('"' or '\\') ? (char)rune.Value : '_');
        }

        return Shorten(ascii.ToString(), MaxFallback);
    }

    // Readers are known that decode an encoded-word in a name that they have decoded already: whatever was dropped here could come back through one.
    private static string DropUnsafe(ReadOnlySpan<char> name)
    {
        var kept = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (!IsUnsafe(rune)) kept.Append(rune);
        }

        return kept.Replace("=?", "=_").ToString();
    }

    private static bool IsUnsafe(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0xFEFF or 0x61C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static string Shorten(string name, int maxOctets)
    {
        var excess = Encoding.UTF8.GetByteCount(name) - maxOctets;
        if (excess <= 0) return name;
        var dot = name.LastIndexOf('.');
        var end = dot > 0 && name.Length - dot <= MaxEnding ? dot : name.Length;
        var cut = end;
        while (excess > 0 && cut > 0)
        {
            Rune.DecodeLastFromUtf16(name.AsSpan(0, cut), out var rune, out var consumed);
            excess -= rune.Utf8SequenceLength;
            cut -= consumed;
        }

        return string.Concat(name.AsSpan(0, cut), name.AsSpan(end));
    }
}
