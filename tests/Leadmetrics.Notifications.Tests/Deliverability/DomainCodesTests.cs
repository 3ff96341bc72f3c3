using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.Tests.Deliverability;

public sealed partial class DomainCodesTests
{
    [Fact]
    public async Task The_page_lists_every_code_with_the_severities_that_it_is_met_with()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "domain-check.md"), TestContext.Current.CancellationToken);
        var met = new Dictionary<string, SortedSet<FindingSeverity>>(StringComparer.Ordinal);
        foreach (var domain in DomainCorpusTests.Cases.Where(domain => !domain.RunsOut))
        {
            var report = await DomainCorpusTests.CheckAsync(domain);
            foreach (var finding in report.Sections.SelectMany(section => section.Findings))
            {
                if (!met.TryGetValue(finding.Remedy.Code, out var severities)) met.Add(finding.Remedy.Code, severities = []);
                severities.Add(finding.Severity);
            }
        }

        var listed = Row().Matches(page).Select(row => $"{row.Groups[1].Value}: {row.Groups[2].Value}");
        Assert.Equal(
            met.Select(pair => $"{pair.Key}: {string.Join(" or ", pair.Value.Reverse().Select(severity => severity.ToString().ToLowerInvariant()))}").Order(StringComparer.Ordinal),
            listed.Order(StringComparer.Ordinal));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Leadmetrics.Notifications.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests do not stand in the repository.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \| ([a-z ]+) \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
