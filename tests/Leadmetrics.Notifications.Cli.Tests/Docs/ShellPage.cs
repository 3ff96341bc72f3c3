using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Cli.Tests.Docs;

/// <summary>What a page gives a reader to type: the lines of its bash blocks, and the commands that stand in its prose, in the page's order.</summary>
internal sealed partial record ShellPage(IReadOnlyList<ShellLine> Lines, IReadOnlyList<string> Languages)
{
    /// <param name="name">The page's path in the repository.</param>
    public static ShellPage Read(string name)
    {
        var (lines, languages, text) = (new List<ShellLine>(), new List<string>(), File.ReadAllText(Path.Combine(Repository.Root, name)).ReplaceLineEndings("\n"));
        var at = 0;
        foreach (Match fence in Fences().Matches(text))
        {
            lines.AddRange(InProse(text[at..fence.Index]));
            at = fence.Index + fence.Length;
            languages.Add(fence.Groups[1].Value);
            if (fence.Groups[1].Value == "bash") lines.AddRange(InBlock(fence.Groups[2].Value));
        }

        lines.AddRange(InProse(text[at..]));
        return new ShellPage(lines, languages);
    }

    // A command may go on in the next line of the prose, and a line of a block may end in a comment.
    private static IEnumerable<ShellLine> InProse(string prose) => Commands().Matches(prose).Select(command => new ShellLine(Blanks().Replace(command.Groups[1].Value, " ").Trim(), IsInBlock: false));

    private static IEnumerable<ShellLine> InBlock(string block) =>
        block.Split('\n').Select(line => Comment().Replace(line, "").Trim()).Where(line => line.Length > 0).Select(line => new ShellLine(line, IsInBlock: true));

    [GeneratedRegex("(?ms)^```([a-z]*)\n(.*?)^```$")]
    private static partial Regex Fences();

    [GeneratedRegex(@"`((?:lmn|\./dev|openssl|dotnet)\s[^`]+)`")]
    private static partial Regex Commands();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?:^|\s)#.*$")]
    private static partial Regex Comment();
}
