namespace Leadmetrics.Notifications.Tests.Providers.Presets;

public sealed class PresetPageTests
{
    [Fact]
    public async Task The_documented_page_is_the_one_that_the_presets_make()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Leadmetrics.Notifications.sln"))) at = at.Parent;
        var path = Path.Combine(at.FullName, "docs", "presets.md");
        var made = PresetPage.Write();
        if (Environment.GetEnvironmentVariable(PresetPage.Switch) == "1") await File.WriteAllTextAsync(path, made, TestContext.Current.CancellationToken);
        var documented = File.Exists(path) ? (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") : "";

        Assert.True(made == documented, $"docs/presets.md is not what SmtpPresets.json makes: run these tests with {PresetPage.Switch}=1, read the page and commit it.");
    }
}
