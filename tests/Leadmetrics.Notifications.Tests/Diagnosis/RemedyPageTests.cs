namespace Leadmetrics.Notifications.Tests.Diagnosis;

public sealed class RemedyPageTests
{
    [Fact]
    public Task The_documented_page_is_the_one_that_the_remedies_make() => DocumentedPage.CompareAsync("remedies.md", RemedyPage.Write(), "the remedies");
}
