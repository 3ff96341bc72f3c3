using System.Text.RegularExpressions;

namespace Leadmetrics.Docs;

/// <summary>That no block of the documentation is left out; that each compiles is known by the time that this runs.</summary>
public sealed partial class SnippetsTests
{
    [Fact]
    public void Every_block_of_CSharp_in_the_documentation_is_compiled()
    {
        // Looked for without the generator's reader: lines that begin with the fence, of whatever page.
        var found = Repository.Pages()
            .SelectMany(page => Repository.Read(page).Split('\n').Index().Where(line => Fence().IsMatch(line.Item) && !IsLeftOut(line.Item)).Select(line => $"{page}:{line.Index + 1}"))
            .Order(StringComparer.Ordinal)
            .ToArray();
        var compiled = CompiledSnippets.All.SelectMany(snippet => snippet.Lines.Select(line => $"{snippet.Page}:{line}")).Order(StringComparer.Ordinal);

        Assert.NotEmpty(found);
        Assert.Equal(found, compiled);
    }

    [Fact]
    public void A_fence_by_another_name_of_CSharp_is_one_that_is_only_shown() => Assert.DoesNotContain(
        Repository.Pages().SelectMany(page => Repository.Read(page).Split('\n').Select(line => $"{page}: {line}")),
        line => OtherName().IsMatch(line));

    // What needs the public gallery, in a build without it.
    private static bool IsLeftOut(string fence) =>
#if PUBLIC_FEED
        false;
#else
        fence.Contains("public-feed", StringComparison.Ordinal);
#endif

    [GeneratedRegex(@"^\s*(`{3,}|~{3,})\s*csharp\b")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\S+:\s+(`{3,}|~{3,})\s*(CSharp|C#|c#|Csharp|dotnet)\b")]
    private static partial Regex OtherName();
}
