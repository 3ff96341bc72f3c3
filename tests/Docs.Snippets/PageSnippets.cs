using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Leadmetrics.Docs.Snippets;

/// <summary>A page's blocks of C#, put together by the words of their fences.</summary>
internal sealed class PageSnippets
{
    private PageSnippets(string name, string path, SourceText text)
    {
        Name = name;
        Path = path;
        Text = text;
    }

    /// <summary>The page, from the root of the repository.</summary>
    public string Name { get; }

    public string Path { get; }

    public SourceText Text { get; }

    public List<Snippet> Snippets { get; } = [];

    public List<Diagnostic> Errors { get; } = [];

    public static PageSnippets? Read(AdditionalText file, string root, CSharpParseOptions options, CancellationToken cancellationToken)
    {
        if (file.GetText(cancellationToken) is not { } text) return null;
        var name = file.Path.StartsWith(root, StringComparison.Ordinal) ? file.Path.Substring(root.Length) : file.Path;
        var page = new PageSnippets(name.Replace('\\', '/').TrimStart('/'), file.Path, text);
        foreach (var fence in MarkdownPage.Read(text).Where(fence => fence.IsCompiled)) page.Add(fence, options);
        return page;
    }

    private void Add(Fence fence, CSharpParseOptions options)
    {
        var words = fence.Info.Skip(1).ToArray();
        var unknown = Array.Find(words, word => word is not ("same" or "program" or "public-feed"));
        if (unknown is not null || !fence.IsClosed)
        {
            Errors.Add(Diagnostic.Create(unknown is null ? SnippetErrors.NotClosed : SnippetErrors.UnknownWord, At(Text.Lines[fence.OpenedAt].Span), unknown));
            return;
        }

        var start = Text.Lines[fence.OpenedAt].EndIncludingLineBreak;
        var errors = CSharpSyntaxTree.ParseText(fence.Code, options).GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).ToArray();
        Errors.AddRange(errors.Select(found => Diagnostic.Create(SnippetErrors.NotCSharp, At(new TextSpan(start + found.Location.SourceSpan.Start, found.Location.SourceSpan.Length)), found.GetMessage(null))));
        if (words.Contains("same"))
        {
            if (Snippets.Count == 0) Errors.Add(Diagnostic.Create(SnippetErrors.NothingBefore, At(Text.Lines[fence.OpenedAt].Span)));
            else Snippets[Snippets.Count - 1].Fences.Add(fence);
        }
        else
        {
            Snippets.Add(new Snippet(fence, words.Contains("program"), words.Contains("public-feed")));
        }
    }

    private Location At(TextSpan span) => Location.Create(Path, span, Text.Lines.GetLinePositionSpan(span));
}
