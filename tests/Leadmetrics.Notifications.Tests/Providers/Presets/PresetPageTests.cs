namespace Leadmetrics.Notifications.Tests.Providers.Presets;

public sealed class PresetPageTests
{
    [Fact]
    public Task The_documented_page_is_the_one_that_the_presets_make() => DocumentedPage.CompareAsync("presets.md", PresetPage.Write(), "the presets");
}
