using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tests.Providers;

public sealed class SenderTests
{
    private static readonly Sender Sender = Sender.Create(new EmailAddress("app@example.com", "App"), ["example.net", "bücher.example"]);

    [Theory]
    [InlineData("other@example.com")]
    [InlineData("other@EXAMPLE.com")]
    [InlineData("x@example.net")]
    [InlineData("x@bücher.example")]
    [InlineData("x@xn--bcher-kva.example")]
    public void A_message_may_be_from_an_allowed_domain(string from) => Assert.Equal(from, Sender.For(new EmailMessage { From = new(from) }).Address);

    [Theory]
    [InlineData("x@evil.example")]
    [InlineData("x@sub.example.com")]
    [InlineData("x@example.com.evil.example")]
    [InlineData("x@com")]
    public void A_message_from_another_domain_is_refused(string from) =>
        Assert.Equal("from.address", Assert.Throws<EmailMessageException>(() => Sender.For(new EmailMessage { From = new(from) })).Field);

    [Fact]
    public void Without_an_own_sender_a_message_is_from_the_configured_one() => Assert.Equal(new EmailAddress("app@example.com", "App"), Sender.For(new EmailMessage()));

    [Theory]
    [InlineData("a@b@example.com")]
    [InlineData("")]
    [InlineData(".example.com")]
    public void An_allowed_domain_that_is_none_is_refused_by_its_place(string domain) =>
        Assert.Equal("allowedFromDomains[0]", Assert.Throws<ProviderConfigException>(() => Sender.Create(new EmailAddress("a@example.com"), [domain])).Field);
}
