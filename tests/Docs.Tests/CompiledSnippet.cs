namespace Leadmetrics.Docs;

/// <summary>A snippet of a page, compiled.</summary>
/// <param name="Page">The page, from the root of the repository.</param>
/// <param name="Lines">The lines of the fences that its blocks stand behind.</param>
/// <param name="Create">Makes it, to be run; <see langword="null"/>: it is a whole program.</param>
/// <param name="Program">Runs the whole program with arguments.</param>
public sealed record CompiledSnippet(string Page, IReadOnlyList<int> Lines, Func<SnippetContext>? Create, Func<string[], Task>? Program);
