using System.Globalization;
using System.Reflection;
using System.Resources;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Tests.Diagnosis;

public sealed class RemedyTests
{
    private static readonly Remedy[] Known = [.. typeof(Remedies).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(Remedy)).Select(property => (Remedy)property.GetValue(null)!)];

    [Fact]
    public void Each_remedy_has_a_code_of_its_own_and_a_sentence_that_fits_on_a_screen()
    {
        Assert.NotEmpty(Known);
        Assert.Equal(Known.Length, Known.Select(remedy => remedy.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Known.Length, Known.Select(remedy => remedy.Sentence).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Known, remedy =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", remedy.Code);
            Assert.InRange(remedy.Sentence.Length, 20, 300);
            Assert.EndsWith(".", remedy.Sentence, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_resource_file_holds_nothing_that_no_remedy_uses()
    {
        var resources = new ResourceManager("Leadmetrics.Notifications.Diagnosis.Remedies", typeof(Remedies).Assembly).GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!;
        var codes = resources.Cast<System.Collections.DictionaryEntry>().Select(entry => (string)entry.Key).Order(StringComparer.Ordinal);

        Assert.Equal(Known.Select(remedy => remedy.Code).Order(StringComparer.Ordinal), codes);
    }

    [Fact]
    public void A_language_without_a_translation_is_answered_in_English_and_an_unknown_code_with_nothing()
    {
        Assert.Equal(Remedies.HostNotFound.Sentence, Remedies.SentenceOf(Remedies.HostNotFound.Code, CultureInfo.GetCultureInfo("ja")));
        Assert.Null(Remedies.SentenceOf("no-such-code", CultureInfo.InvariantCulture));
    }
}
