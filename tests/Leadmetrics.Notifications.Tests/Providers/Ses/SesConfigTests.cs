using System.Text;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Ses;

namespace Leadmetrics.Notifications.Tests.Providers.Ses;

public sealed class SesConfigTests
{
    private const string Key = "\"accessKeyId\":\"AKIAFAKEFAKEFAKEFAKE\"";
    private const string Secret = "\"secretAccessKey\":\"fake-secret\"";
    private const string Rest = "\"region\":\"eu-west-1\",\"fromAddress\":\"a@example.com\"";
    private const string Whole = "{\"accessKeyId\":\"ASIAFAKEFAKEFAKEFAKE\",\"secretAccessKey\":\"s/+=\",\"sessionToken\":\"t//==\",\"region\":\"us-gov-west-1\",\"fromAddress\":\"a@example.com\",\"fromName\":\"App\","
        + "\"allowedFromDomains\":[\"example.net\"],\"configurationSet\":\"main-set_1\",\"fallback\":\"platform\",\"limits\":{\"perHour\":5}}";

    [Theory]
    [InlineData(Secret + "," + Rest, "accessKeyId", "is missing")]
    [InlineData("\"accessKeyId\":\"AKIA\"," + Secret + "," + Rest, "accessKeyId", "has not 16 to 128 letters and digits, as the id of an access key has (AKIA\u2026)")]
    [InlineData("\"accessKeyId\":\"planted/planted+planted\"," + Secret + "," + Rest, "accessKeyId", "has not 16 to 128 letters and digits, as the id of an access key has (AKIA\u2026)")]
    [InlineData(Key + "," + Rest, "secretAccessKey", "is missing")]
    [InlineData(Key + ",\"secretAccessKey\":\"\"," + Rest, "secretAccessKey", "is missing")]
    [InlineData(Key + ",\"secretAccessKey\":\"planted key\"," + Rest, "secretAccessKey", "holds a character that no key has")]
    [InlineData(Key + "," + Secret + ",\"sessionToken\":\"planted\\ntoken\"," + Rest, "sessionToken", "holds a character that no token has")]
    [InlineData(Key + "," + Secret + ",\"fromAddress\":\"a@example.com\"", "region", "is missing")]
    [InlineData(Key + "," + Secret + ",\"region\":\"eu-west-1\"", "fromAddress", "is missing")]
    [InlineData(Key + "," + Secret + "," + Rest + ",\"configurationSet\":\"a b\"", "configurationSet", "has not 1 to 64 letters, digits, dashes and underscores")]
    [InlineData(Key + "," + Secret + "," + Rest + ",\"fallback\":\"maybe\"", "fallback", "is none of none, platform")]
    public void What_is_missing_or_wrong_is_named_and_nothing_is_repeated(string settings, string field, string reason)
    {
        var refused = Assert.Throws<ProviderConfigException>(() => Parse("{" + settings + "}"));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
        Assert.DoesNotContain("planted", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("ap-southeast-5")]
    [InlineData("us-gov-east-1")]
    [InlineData("mx-central-1")]
    public void A_region_is_taken_by_its_form_so_that_new_ones_need_no_release(string region) => Assert.Equal(region, Parse($$"""{ {{Key}},{{Secret}},"region":"{{region}}","fromAddress":"a@example.com"}""").Region);

    [Theory]
    [InlineData("email-smtp.us-east-1.amazonaws.com", "is not the name of a region: give us-east-1", "us-east-1")]
    [InlineData("https://email.eu-west-1.amazonaws.com/", "is not the name of a region: give eu-west-1", "eu-west-1")]
    [InlineData("us-east", "is not the name of a region: give us-east-1 or us-east-2", null)]
    [InlineData("US-EAST-1", "is not the name of a region: give us-east-1", "us-east-1")]
    [InlineData("us_east_1", "is not the name of a region: give us-east-1", "us-east-1")]
    [InlineData("useast1", "is not the name of a region: give us-east-1", "us-east-1")]
    [InlineData("eu-west-1b", "is not the name of a region: give eu-west-1", "eu-west-1")]
    [InlineData("EU (Ireland)", "is not the name of a region: give eu-west-1", "eu-west-1")]
    [InlineData("mars", "is not a region such as us-east-1 or eu-west-1", null)]
    [InlineData("us-east-1/../x", "is not the name of a region: give us-east-1", "us-east-1")]
    [InlineData("us-east-1@evil.example", "is not a region such as us-east-1 or eu-west-1", null)]
    [InlineData("us-east-10", "is not a region such as us-east-1 or eu-west-1", null)]
    public void A_mistyped_region_is_told_with_what_was_meant(string typed, string reason, string? meant)
    {
        var refused = Assert.Throws<ProviderConfigException>(() => Parse($$"""{ {{Key}},{{Secret}},"region":"{{typed}}","fromAddress":"a@example.com"}"""));

        Assert.Equal(("region", reason, "ses-region", meant), (refused.Field, refused.Reason, refused.Remedy!.Code, refused.Suggestion?.Region));
    }

    [Theory]
    [InlineData("us-east-1", "https://email.us-east-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://email.cn-north-1.amazonaws.com.cn/")]
    public void Each_region_has_its_fixed_address(string region, string address) => Assert.Equal(address, SesRegion.AddressOf(region).ToString());

    [Theory]
    [InlineData("AKIAFAKEFAKEFAKEFAKE", "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, "secretAccessKey ses-smtp-password")]
    [InlineData("AKIAFAKEFAKEFAKEFAKE", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, "")]
    [InlineData("ASIAFAKEFAKEFAKEFAKE", "secret", null, "sessionToken ses-session-token")]
    [InlineData("AKIAFAKEFAKEFAKEFAKE", "secret", "token", "sessionToken ses-session-token")]
    [InlineData("ASIAFAKEFAKEFAKEFAKE", "secret", "token", "")]
    public void Credentials_of_another_kind_are_warned_about(string id, string secret, string? token, string warned)
    {
        var config = Hosted.Config with { AccessKeyId = id, SecretAccessKey = new(secret), SessionToken = token is null ? null : new(token) };
        SesConfig.Parse(config.ToJson(), out var warnings);

        Assert.Equal(warned, string.Join(' ', warnings.Select(warning => $"{warning.Field} {warning.Remedy.Code}")));
    }

    [Fact]
    public void Every_property_is_read_under_exactly_its_name_and_written_back_the_same()
    {
        var config = SesConfig.Parse(Encoding.UTF8.GetBytes(Whole), out var warnings);

        Assert.Equal(
            ("ASIAFAKEFAKEFAKEFAKE", "s/+=", "t//==", "us-gov-west-1", "a@example.com", "App", "main-set_1", 5, ProviderFallback.Platform),
            (config.AccessKeyId, config.SecretAccessKey.Reveal(), config.SessionToken!.Reveal(), config.Region, config.FromAddress, config.FromName, config.ConfigurationSet, config.Limits!.PerHour, config.Fallback));
        Assert.Equal(["example.net"], config.AllowedFromDomains);
        Assert.Empty(warnings);
        Assert.Equal(config.ToJson().ToArray(), SesConfig.Parse(config.ToJson(), out _).ToJson().ToArray());
        Assert.DoesNotContain("s/+=", config.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_properties_are_warned_about()
    {
        SesConfig.Parse(Encoding.UTF8.GetBytes("{" + Key + "," + Secret + "," + Rest + ",\"secret\":\"x\",\"limits\":{\"x\":1}}"), out var warnings);

        Assert.Equal(["secret", "limits.x"], warnings.Where(warning => warning.Remedy.Code == "unknown-property").Select(warning => warning.Field));
    }

    [Theory]
    [InlineData("region", "us-east-1", "secretAccessKey has to be given again, because region is changed")]
    [InlineData("accessKeyId", "AKIAOTHEROTHEROTHER0", "secretAccessKey has to be given again, because accessKeyId is changed")]
    [InlineData("configurationSet", "other", null)]
    [InlineData("fromAddress", "b@example.com", null)]
    public void A_kept_secret_goes_to_the_same_key_and_region_alone(string property, string value, string? refusal)
    {
        var before = Encoding.UTF8.GetBytes(Whole.Replace("ASIA", "AKIA", StringComparison.Ordinal).Replace(",\"sessionToken\":\"t//==\"", "", StringComparison.Ordinal));
        var after = System.Text.Json.Nodes.JsonNode.Parse(before)!.AsObject();
        after.Remove("secretAccessKey");
        after[property] = value;
        var next = Encoding.UTF8.GetBytes(after.ToJsonString());

        if (refusal is not null) Assert.Equal(refusal, Assert.Throws<ProviderConfigException>(() => ConfigSecrets.Carry(before, next)).Message);
        else Assert.Equal("s/+=", SesConfig.Parse(ConfigSecrets.Carry(before, next), out _).SecretAccessKey.Reveal());
    }

    [Fact]
    public void A_permanent_key_in_the_place_of_a_temporary_one_needs_no_token()
    {
        var next = (Hosted.Config with { SecretAccessKey = new("new-secret") }).ToJson();
        var carried = SesConfig.Parse(ConfigSecrets.Carry(Encoding.UTF8.GetBytes(Whole), next), out var warnings);

        Assert.Null(carried.SessionToken);
        Assert.Empty(warnings);
    }

    [Fact]
    public void Settings_are_shown_without_secrets()
    {
        var shown = ConfigSecrets.Redact(Encoding.UTF8.GetBytes(Whole));

        Assert.True(shown.HasSecret);
        Assert.Equal(["accessKeyId", "region", "fromAddress", "fromName", "allowedFromDomains", "configurationSet", "fallback", "limits"], shown.Json.Select(property => property.Key));
    }

    private static SesConfig Parse(string json) => SesConfig.Parse(Encoding.UTF8.GetBytes(json), out _);
}
