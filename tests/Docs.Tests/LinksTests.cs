using System.Text.RegularExpressions;

namespace Leadmetrics.Docs;

/// <summary>A page that moves, or was never written, is noticed where others lead to it.</summary>
public sealed partial class LinksTests
{
    [Fact]
    public void Every_link_of_a_page_to_another_leads_to_a_file()
    {
        var links = Repository.Pages()
            .SelectMany(page => Link().Matches(Repository.Read(page)).Select(match => (Page: page, To: match.Groups[1].Value)))
            .Where(link => !link.To.Contains("://", StringComparison.Ordinal) && !link.To.StartsWith("mailto:", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(links);
        Assert.DoesNotContain(links, link => !File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(link.Page)!, link.To)));
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
