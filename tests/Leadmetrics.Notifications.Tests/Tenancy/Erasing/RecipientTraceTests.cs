using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Tests.Tenancy.Erasing;

public sealed class RecipientTraceTests
{
    private readonly RecipientTrace _jane = RecipientTrace.Of(new EmailAddress("jane@müller.test"));

    [Theory]
    [InlineData("jane@müller.test")]
    [InlineData("""{"email":"Jane@xn--mller-kva.test"}""")]
    [InlineData("""{"email":"jane@m\u00fcller.test"}""")]
    [InlineData("""{"reason":"550 \u003cjane@m\u00FCller.test\u003e"}""")]
    [InlineData("""{"reason":"550\njane\u0040müller.test"}""")]
    [InlineData("https://acme.test/?to=jane%40xn--mller-kva.test&b=1")]
    [InlineData("https://acme.test/?to=%22jane%40m%C3%BCller.test%22")]
    [InlineData("""{"url":"https:\/\/acme.test\/?to=%3Cjane%40m%C3%BCller.test%3E"}""")]
    public void Address_is_found_behind_escapes_and_encodings(string text) => Assert.True(_jane.IsEncodedIn(text));

    [Theory]
    [InlineData("")]
    [InlineData("mary.jane@müller.test")]
    [InlineData("https://acme.test/?to=mary%2Bjane%40m%C3%BCller.test")]
    [InlineData("""{"email":"mary\u002ejane@müller.test"}""")]
    [InlineData("jane\\u004")]
    [InlineData("jane\\u00zz@müller.test\\")]
    [InlineData("100 %, %4")]
    public void Others_and_broken_escapes_are_not(string text) => Assert.False(_jane.IsEncodedIn(text));
}
