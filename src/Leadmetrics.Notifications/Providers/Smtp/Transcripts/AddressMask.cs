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

    // Shorter ones would take letters out of every word, and tell nothing.
    private const int ShortestRepeated = 3;
    private const int MaxRepeated = 64;

    private readonly Queue<string> _locals = new();

    /// <summary>A line that we sent.</summary>
    public string Command(string line)
    {
        if (PathOf(line) is not var (start, end)) return Reply(line);
        var path = line[start..end];
        if (path.LastIndexOf('@') is > 0 and var at)
        {
            Remember(path[..at]);
            line = $"{line.AsSpan(0, start)}{Mask}{path.AsSpan(at)}{line.AsSpan(end)}";
        }

        return Reply(line);
    }

    /// <summary>A line that came.</summary>
    public string Reply(string line)
    {
        for (var at = line.IndexOf('@'); at >= 0; at = at + 1 < line.Length ? line.IndexOf('@', at + 1) : -1)
        {
            var start = StartOfLocal(line, at);
            if (start == at || line.AsSpan(start, at - start).SequenceEqual(Mask)) continue;
            line = $"{line.AsSpan(0, start)}{Mask}{line.AsSpan(at)}";
            at = start + Mask.Length;
        }

        foreach (var local in _locals) line = line.Replace(local, Mask, StringComparison.OrdinalIgnoreCase);

        // Last: a cut in the middle of an address would leave a local part that nothing tells from a word.
        return Bounded(line);
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

    private void Remember(string local)
    {
        if (local.Length < ShortestRepeated || _locals.Contains(local)) return;
        if (_locals.Count == MaxRepeated) _locals.Dequeue();
        _locals.Enqueue(local);
    }
}
