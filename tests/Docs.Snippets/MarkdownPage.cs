using Microsoft.CodeAnalysis.Text;

namespace Leadmetrics.Docs.Snippets;

/// <summary>Finds the fenced blocks of a page.</summary>
internal static class MarkdownPage
{
    private static readonly char[] Blanks = [' ', '\t'];

    public static IReadOnlyList<Fence> Read(SourceText page)
    {
        var fences = new List<Fence>();
        for (var line = 0; line < page.Lines.Count; line++)
        {
            if (!Opens(page.Lines[line].ToString(), out var mark, out var info)) continue;
            var last = line + 1;
            while (last < page.Lines.Count && !Closes(page.Lines[last].ToString(), mark)) last++;
            var isClosed = last < page.Lines.Count;
            var start = page.Lines[line].EndIncludingLineBreak;
            var code = page.ToString(TextSpan.FromBounds(start, isClosed ? page.Lines[last].Start : page.Length));
            fences.Add(new Fence(info.Split(Blanks, StringSplitOptions.RemoveEmptyEntries), line, code, isClosed));
            line = last;
        }

        return fences;
    }

    // Lists indent their blocks, so any indentation counts.
    private static bool Opens(string line, out string mark, out string info)
    {
        var text = line.TrimStart();
        var length = 0;
        while (length < text.Length && text[length] == text[0] && text[0] is '`' or '~') length++;
        mark = text.Substring(0, length);
        info = text.Substring(length);
        return length >= 3 && (text[0] == '~' || info.IndexOf('`') < 0);
    }

    private static bool Closes(string line, string mark)
    {
        var text = line.Trim();
        return text.Length >= mark.Length && text.Trim(mark[0]).Length == 0;
    }
}
