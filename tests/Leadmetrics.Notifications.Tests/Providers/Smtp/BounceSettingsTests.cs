using Leadmetrics.Notifications.Delivery.Bounces;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>Where an account's bounces go: the <c>bounces</c> object, and what MAIL FROM makes of it.</summary>
public sealed class BounceSettingsTests
{
    private static CancellationToken Cancel => Accounts.Cancel;

    [Theory]
    [InlineData("""{"bounces":{"address":"b@mail.example.com"},"allowedFromDomains":["mail.example.com"]}""", "b@mail.example.com", false)]
    [InlineData("""{"bounces":{"address":"bounces@EXAMPLE.com","verp":true}}""", "bounces@EXAMPLE.com", true)]
    [InlineData("""{"bounces":{"address":"12345678901234567890123@example.com","verp":"true"}}""", "12345678901234567890123@example.com", true)]
    [InlineData("""{"bounces":{"address":"123456789012345678901234@example.com","verp":false}}""", "123456789012345678901234@example.com", false)]
    public void Settings_are_read_and_written_back(string more, string address, bool verp)
    {
        var config = SmtpConfig.Parse(Accounts.Config(25, more), out var warnings);
        var again = SmtpConfig.Parse(config.ToJson(), out _);

        Assert.Equal(new BounceSettings { Address = address, Verp = verp }, config.Bounces);
        Assert.Equal(config.Bounces, again.Bounces);
        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("""{"bounces":{}}""")]
    [InlineData("""{"bounces":{"address":"","verp":false}}""")]
    [InlineData("""{"bounces":null}""")]
    public void A_form_that_was_left_empty_sets_nothing(string more) => Assert.Null(SmtpConfig.Parse(Accounts.Config(25, more), out _).Bounces);

    [Theory]
    [InlineData("bounces", "is not a JSON object", """{"bounces":"b@example.com"}""")]
    [InlineData("bounces.address", "is not a string", """{"bounces":{"address":5}}""")]
    [InlineData("bounces.address", "is missing", """{"bounces":{"verp":true}}""")]
    [InlineData("bounces.address", "has no domain", """{"bounces":{"address":"b"}}""")]
    [InlineData("bounces.address", "is of a domain that these settings do not allow (allowedFromDomains)", """{"bounces":{"address":"b@evil.example"}}""")]
    [InlineData("bounces.address", "has a local part beyond ASCII", """{"bounces":{"address":"rückläufer@example.com"}}""")]
    [InlineData("bounces.address", "has a quoted local part", """{"bounces":{"address":"\"b c\"@example.com"}}""")]
    [InlineData("bounces.address", "has a local part longer than 23 characters: verp has no place behind it", """{"bounces":{"address":"123456789012345678901234@example.com","verp":true}}""")]
    [InlineData("bounces.verp", "is not true or false", """{"bounces":{"address":"b@example.com","verp":"maybe"}}""")]
    public void What_is_wrong_is_named(string field, string reason, string more)
    {
        var refused = Assert.Throws<ProviderConfigException>(() => SmtpConfig.Parse(Accounts.Config(25, more), out _));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    [Fact]
    public void A_property_that_nobody_knows_is_warned_of()
    {
        SmtpConfig.Parse(Accounts.Config(25, """{"bounces":{"address":"b@example.com","verb":true}}"""), out var warnings);

        Assert.Equal("bounces.verb", Assert.Single(warnings).Field);
    }

    [Fact]
    public void They_are_shown_and_share_connections_with_what_was_before()
    {
        var shown = ConfigSecrets.Redact(Accounts.Config(25, """{"bounces":{"address":"b@example.com","verp":true}}"""));

        Assert.Equal("""{"address":"b@example.com","verp":true}""", shown.Json["bounces"]!.ToJsonString());
        Assert.Equal(Accounts.Build(25).Fingerprint, Accounts.Build(25, """{"bounces":{"address":"b@example.com"}}""").Fingerprint);
    }

    [Fact]
    public async Task MAIL_FROM_is_the_bounce_address_and_names_the_message_where_that_is_asked_for()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var submission = Accounts.Submit(Accounts.Message);
        var own = Accounts.Submit(Accounts.Message with { EnvelopeSender = new("own@example.com") });
        await Accounts.Build(catcher.Port, """{"bounces":{"address":"bounces@example.com"}}""").Provider.SendAsync(submission, Cancel);
        var verp = Accounts.Build(catcher.Port, """{"bounces":{"address":"bounces@example.com","verp":true}}""").Provider;
        await verp.SendAsync(submission, Cancel);
        await verp.SendAsync(own, Cancel);

        var caught = await catcher.WaitForMessagesAsync(3, Cancel);
        Assert.Equal("bounces@example.com", caught[0].EnvelopeFrom);
        Assert.True(VerpAddress.TryRead(caught[1].EnvelopeFrom, ["example.com"], out var messageId));
        Assert.Equal(submission.MessageId, messageId);
        Assert.Equal("own@example.com", caught[2].EnvelopeFrom);
        Assert.All(caught, message => Assert.Equal("The App <app@example.com>", message.From));
        Assert.DoesNotContain("bounces", caught[1].RawText, StringComparison.Ordinal);
    }
}
