using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Providers.Smtp.Transcripts;

/// <summary>Takes local parts out of the lines of one dialogue, and bounds the lines. Not safe for concurrent use.</summary>
internal sealed class AddressMask
{
    private const string Mask = "***";
    private const int MaxLine = 500;

    // A domain may be worth knowing; what stands before it is a person.
    private const string Delimiters = " \t<>()[],;:=\"'`{}|";

    // Shorter ones would take letters out of every word: they are masked as words of their own alone.
    private const int ShortestRepeated = 3;

    private readonly EnvelopeNames _names = new();

    /// <summary>Whether a local part of the envelope is not known here: then a reply's words cannot be masked.</summary>
    public bool IsFull => _names.IsFull;

    /// <summary>A line that we sent.</summary>
    public string Command(string line)
    {
        if (line.StartsWith("MAIL FROM:", StringComparison.Ordinal)) _names.Begin();
        if (PathOf(line) is var (start, end))
        {
            var path = line[start..end];
            if (path.LastIndexOf('@') is > 0 and var at)
            {
                _names.Add(path[..at]);
                line = $"{line.AsSpan(0, start)}{Mask}{path.AsSpan(at)}{line.AsSpan(end)}";
            }
        }

        // Our own words repeat no name: what stands in them are addresses.
        return Bounded(WithoutAddresses(line));
    }

    /// <summary>A line that came.</summary>
    public string Reply(string line)
    {
        line = WithoutAddresses(line);
        if (_names.LongestFirst is { Count: > 0 } names)
        {
            // A code is nobody's name, and what tells most.
            var codes = ReplyCodes.LengthOf(line);
            var words = line[codes..];
            foreach (var name in names) words = name.Length < ShortestRepeated ? WithoutWord(words, name) : words.Replace(name, Mask, StringComparison.OrdinalIgnoreCase);
            line = $"{line.AsSpan(0, codes)}{words}";
        }

        // Last: a cut in the middle of an address would leave a local part that nothing tells from a word.
        return Bounded(line);
    }

    private static string WithoutAddresses(string line)
    {
        for (var at = line.IndexOf('@'); at >= 0; at = at + 1 < line.Length ? line.IndexOf('@', at + 1) : -1)
        {
            var start = StartOfLocal(line, at);
            if (start == at || line.AsSpan(start, at - start).SequenceEqual(Mask)) continue;
            line = $"{line.AsSpan(0, start)}{Mask}{line.AsSpan(at)}";
            at = start + Mask.Length;
        }

        return line;
    }

    private static string WithoutWord(string words, string name)
    {
        for (var at = words.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = at < words.Length ? words.IndexOf(name, at, StringComparison.OrdinalIgnoreCase) : -1)
        {
            var end = at + name.Length;
            if ((at > 0 && char.IsLetterOrDigit(words[at - 1])) || (end < words.Length && char.IsLetterOrDigit(words[end])))
            {
                at++;
                continue;
            }

            words = $"{words.AsSpan(0, at)}{Mask}{words.AsSpan(end)}";
            at += Mask.Length;
        }

        return words;
    }

    // MAIL FROM:<…> and RCPT TO:<…>; a quoted local part may hold anything, so the last '>' before the parameters ends it.
    private static (int Start, int End)? PathOf(string line)
    {
        if (!line.StartsWith("MAIL FROM:<", StringComparison.Ordinal) && !line.StartsWith("RCPT TO:<", StringComparison.Ordinal)) return null;
        var start = line.IndexOf('<', StringComparison.Ordinal) + 1;
        var end = line.IndexOf("> ", line.LastIndexOf('"') + 1 is > 0 and var quoted ? quoted : start, StringComparison.Ordinal);
        if (end < 0) end = line.LastIndexOf('>');
        return end > start ? (start, end) : null;
    }

    private static int StartOfLocal(string line, int at)
    {
        // "a b"@example.com
        if (at > 0 && line[at - 1] == '"')
        {
            for (var open = at - 2; open >= 0; open--)
            {
                if (line[open] == '"' && (open == 0 || line[open - 1] != '\\')) return open;
            }

            return 0;
        }

        var start = at;
        while (start > 0 && !Delimiters.Contains(line[start - 1], StringComparison.Ordinal)) start--;
        return start;
    }

    private static string Bounded(string line)
    {
        if (line.Length <= MaxLine && !line.AsSpan().ContainsAnyExceptInRange(' ', '~')) return line;
        var text = new StringBuilder(Math.Min(line.Length, MaxLine));
        foreach (var rune in line.EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > MaxLine) return text.Append('…').ToString();
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) text.Append('?');
            else text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
