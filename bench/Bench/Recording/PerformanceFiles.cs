namespace Leadmetrics.Bench.Recording;

/// <summary>Where the recorded figures stand.</summary>
internal static class PerformanceFiles
{
    public const string Begin = "<!-- figures: written by ./dev bench record -->";
    public const string End = "<!-- end of figures -->";

    public static string Json { get; } = Path.Combine(Checkout.Root, "docs", "performance.json");

    public static string Chart { get; } = Path.Combine(Checkout.Root, "docs", "performance.svg");

    public static string Page { get; } = Path.Combine(Checkout.Root, "docs", "performance.md");

    /// <summary>Puts new figures between a page's markers.</summary>
    /// <exception cref="BenchException">The page has not both markers in their order.</exception>
    public static string Replace(string page, string figures)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new BenchException($"docs/performance.md has no place for figures: {Begin} … {End}");
        return $"{page[..(begin + Begin.Length)]}\n{figures.Trim('\n')}\n{page[end..]}";
    }
}
