using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.Tests.Deliverability;

public sealed class DomainCodesTests
{
    [Fact]
    public void The_page_lists_every_code()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "domain-check.md"));
        var codes = typeof(DomainRemedies).GetProperties().Select(property => ((Remedy)property.GetValue(null)!).Code);
        Assert.All(codes, code => Assert.Contains($"| `{code}` | ", page, StringComparison.Ordinal));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Leadmetrics.Notifications.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests do not stand in the repository.");
        return folder.FullName;
    }
}
