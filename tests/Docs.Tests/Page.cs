namespace Leadmetrics.Docs;

/// <summary>What stands on a page, to be run as it stands there.</summary>
internal static class Page
{
    /// <summary>The one snippet of a page that has these words in it.</summary>
    public static Func<SnippetContext> Snippet(string page, string words) => Find(page, words).Create!;

    /// <summary>The one program of a page that has these words in it.</summary>
    public static Func<string[], Task> Program(string page, string words) => Find(page, words).Program!;

    /// <summary>The one block of JSON of a page.</summary>
    public static string Json(string page)
    {
        var lines = Repository.Read(page).Split('\n');
        return Code(page, lines.Index().Single(line => line.Item == "```json").Index + 1);
    }

    private static CompiledSnippet Find(string page, string words) =>
        CompiledSnippets.All.Single(snippet => snippet.Page == page && snippet.Lines.Any(line => Code(page, line).Contains(words, StringComparison.Ordinal)));

    private static string Code(string page, int fence) => string.Join('\n', Repository.Read(page).Split('\n').Skip(fence).TakeWhile(line => !line.TrimStart().StartsWith("```", StringComparison.Ordinal)));
}
