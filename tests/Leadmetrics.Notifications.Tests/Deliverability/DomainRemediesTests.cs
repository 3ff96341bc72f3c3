using System.Globalization;
using System.Reflection;
using System.Resources;
using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.Tests.Deliverability;

public sealed class DomainRemediesTests
{
    private static readonly Remedy[] Known = [.. typeof(DomainRemedies).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => (Remedy)property.GetValue(null)!)];

    [Fact]
    public void Each_finding_has_a_code_of_its_own_and_a_sentence_that_fits_on_a_screen()
    {
        Assert.NotEmpty(Known);
        Assert.Equal(Known.Length, Known.Select(remedy => remedy.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Known.Length, Known.Select(remedy => remedy.Sentence).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Known, remedy =>
        {
            Assert.Matches("^(dns|domain|spf|dkim|dmarc|mx)(-[a-z0-9]+)+$", remedy.Code);
            Assert.InRange(remedy.Sentence.Length, 20, 300);
            Assert.EndsWith(".", remedy.Sentence, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_resource_file_holds_nothing_that_no_finding_uses()
    {
        var resources = new ResourceManager("Leadmetrics.Notifications.Deliverability.DomainRemedies", typeof(DomainRemedies).Assembly).GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!;
        var codes = resources.Cast<System.Collections.DictionaryEntry>().Select(entry => (string)entry.Key).Order(StringComparer.Ordinal);

        Assert.Equal(Known.Select(remedy => remedy.Code).Order(StringComparer.Ordinal), codes);
    }

    [Fact]
    public void A_language_without_a_translation_is_answered_in_English_and_an_unknown_code_with_nothing()
    {
        Assert.Equal(DomainRemedies.MxNull.Sentence, DomainRemedies.SentenceOf(DomainRemedies.MxNull.Code, CultureInfo.GetCultureInfo("ja")));
        Assert.Null(DomainRemedies.SentenceOf("no-such-code", CultureInfo.InvariantCulture));
    }
}
