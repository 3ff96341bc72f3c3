using System.Text;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

public sealed class SendGridConfigTests
{
    private const string Least = "\"apiKey\":\"SG.x\",\"fromAddress\":\"a@example.com\"";

    // The key of SendGrid's published example: tests of npm's @sendgrid/eventwebhook.
    private const string WebhookKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    private const string Whole = "{" + Least + """,  "fromName":"App","region":"eu","sandbox":true,"categories":["a","b"],"ipPool":"warm","webhookPublicKey":""" + "\"" + WebhookKey + "\"" + """,  "allowedFromDomains":["example.net"],"tracking":{"opens":true,"clicks":false},"unsubscribeGroup":14,"limits":{"perHour":5}}""";

    private const string IdAlone = "is the id of a key without its secret: the key is shown whole only when it is made";

    public static TheoryData<string, string, string> Refused => new()
    {
        { "apiKey", "is missing", "\"fromAddress\":\"a@example.com\"" },
        { "apiKey", "is missing", "\"apiKey\":\" \",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", "holds white space, which no key has", "\"apiKey\":\"a b\",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", "holds a CR, LF or NUL", "\"apiKey\":\"a\\r\\nX: y\",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", "holds white space, which no key has", "\"apiKey\":\"SG.x \",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", "holds a character that no key has", "\"apiKey\":\"SG.ü\",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", "begins with the word Bearer: give the key alone", "\"apiKey\":\"bearer SG.x\",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", "is the word apikey, which is the user name at SendGrid's SMTP servers: give the key itself", "\"apiKey\":\"ApiKey\",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", IdAlone, "\"apiKey\":\"" + new string('i', 22) + "\",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", IdAlone, "\"apiKey\":\"SG." + new string('i', 22) + "\",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", IdAlone, "\"apiKey\":\"SG." + new string('i', 22) + ".\",\"fromAddress\":\"a@example.com\"" },
        { "apiKey", "is not a string", "\"apiKey\":5,\"fromAddress\":\"a@example.com\"" },
        { "fromAddress", "is missing", "\"apiKey\":\"a\"" },
        { "fromName", "holds a CR, LF or NUL", Least + ",\"fromName\":\"a\\nb\"" },
        { "region", "is none of global, eu", Least + ",\"region\":\"us\"" },
        { "sandbox", "is not true or false", Least + ",\"sandbox\":1" },
        { "categories", "is not a list of strings", Least + ",\"categories\":\"a\"" },
        { "categories[1]", "holds a CR, LF or NUL", Least + ",\"categories\":[\"a\",\"b\\n\"]" },
        { "categories", "holds more than 10 or one longer than 255 characters", Least + ",\"categories\":[" + string.Join(',', Enumerable.Range(0, 11).Select(i => $"\"{i}\"")) + "]" },
        { "categories", "holds more than 10 or one longer than 255 characters", Least + ",\"categories\":[\"" + new string('c', 256) + "\"]" },
        { "tracking", "is not a JSON object", Least + ",\"tracking\":true" },
        { "tracking.opens", "is not true or false", Least + ",\"tracking\":{\"opens\":\"often\"}" },
        { "unsubscribeGroup", "is not a whole number from 1 to 2147483647", Least + ",\"unsubscribeGroup\":0" },
        { "ipPool", "has not 2 to 64 characters", Least + ",\"ipPool\":\"a\"" },
        { "webhookPublicKey", "is no public key over P-256 in base64, as SendGrid shows it under Signed Event Webhook", Least + ",\"webhookPublicKey\":\"MF\"" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_wrong_is_named_by_field_and_reason(string field, string reason, string settings)
    {
        var refused = Assert.Throws<ProviderConfigException>(() => SendGridConfig.Parse(Encoding.UTF8.GetBytes("{" + settings + "}"), out _));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    [Fact]
    public void Every_property_is_read_under_exactly_its_name_and_written_back_the_same()
    {
        var config = SendGridConfig.Parse(Encoding.UTF8.GetBytes(Whole), out var warnings);

        Assert.Equal(("SG.x", "a@example.com", "App", SendGridRegion.Eu, true, "warm", WebhookKey, 5), (config.ApiKey.Reveal(), config.FromAddress, config.FromName, config.Region, config.Sandbox, config.IpPool, config.WebhookPublicKey, config.Limits!.PerHour));
        Assert.Equal(["a", "b"], config.Categories);
        Assert.Equal(["example.net"], config.AllowedFromDomains);
        Assert.Equal((true, false, 14), (config.TrackOpens, config.TrackClicks, config.UnsubscribeGroup));
        Assert.Equal(["apiKey"], warnings.Select(warning => warning.Field));
        Assert.Equal(config.ToJson().ToArray(), SendGridConfig.Parse(config.ToJson(), out _).ToJson().ToArray());
    }

    [Fact]
    public void Unknown_properties_are_warned_about()
    {
        SendGridConfig.Parse(Encoding.UTF8.GetBytes("{" + Least + ",\"apikey\":\"x\",\"limits\":{\"x\":1},\"tracking\":{\"open\":true}}"), out var warnings);

        Assert.Equal(["apikey", "limits.x", "tracking.open"], warnings.Where(warning => warning.Remedy.Code == "unknown-property").Select(warning => warning.Field));
    }

    [Theory]
    [InlineData(22, 43, false)]
    [InlineData(22, 42, true)]
    [InlineData(22, 44, true)]
    [InlineData(21, 44, true)]
    public void A_key_that_does_not_look_like_one_is_warned_about_and_not_repeated(int id, int secret, bool isWarned)
    {
        var key = $"SG.{new string('i', id)}.{new string('s', secret)}";
        SendGridConfig.Parse(Encoding.UTF8.GetBytes($$"""{"apiKey":"{{key}}","fromAddress":"a@example.com"}"""), out var warnings);

        Assert.Equal(isWarned ? ["apiKey"] : [], warnings.Select(warning => warning.Field));
        Assert.All(warnings, warning => Assert.Equal("sendgrid-key-form", warning.Remedy.Code));
        Assert.DoesNotContain(key, string.Join(' ', warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_platforms_options_are_the_same_settings()
    {
        var options = new Leadmetrics.Notifications.Hosting.PlatformSendGridOptions { ApiKey = "SG.x", FromAddress = "a@example.com", TrackOpens = true, TrackClicks = false, UnsubscribeGroup = 3 };
        var config = SendGridConfig.Parse(options.ToConfig().ToJson(), out _);

        Assert.Equal((true, false, 3), (config.TrackOpens, config.TrackClicks, config.UnsubscribeGroup));
    }

    [Theory]
    [InlineData(SendGridRegion.Global, "https://api.sendgrid.com/")]
    [InlineData(SendGridRegion.Eu, "https://api.eu.sendgrid.com/")]
    public void Each_region_has_its_fixed_address(SendGridRegion region, string address) => Assert.Equal(address, SendGridHttp.AddressOf(region).ToString());
}
