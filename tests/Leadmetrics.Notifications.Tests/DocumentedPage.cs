namespace Leadmetrics.Notifications.Tests;

/// <summary>A page of docs/ that is made out of the product: compared, and written anew where the environment asks for it.</summary>
internal static class DocumentedPage
{
    public const string Switch = "LEADMETRICS_WRITE_DOCS";

    public static async Task CompareAsync(string name, string made, string source)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Leadmetrics.Notifications.sln"))) at = at.Parent;
        var path = Path.Combine(at.FullName, "docs", name);
        if (Environment.GetEnvironmentVariable(Switch) == "1") await File.WriteAllTextAsync(path, made, TestContext.Current.CancellationToken);
        var documented = File.Exists(path) ? (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") : "";

        Assert.True(made == documented, $"docs/{name} is not what {source} make: run these tests with {Switch}=1, read the page and commit it.");
    }
}
