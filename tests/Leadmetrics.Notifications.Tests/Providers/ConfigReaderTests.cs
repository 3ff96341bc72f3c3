using System.Text;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers;

/// <summary>What is wrong with the JSON itself: an error that names the place, and never quotes the text.</summary>
public sealed class ConfigReaderTests
{
    private const string Planted = "hunter2";

    public static TheoryData<string, string> Malformed => new()
    {
        { "", "is not valid JSON (line 1, byte 1)" },
        { "{\"pass\":\"hunter2\",}", "is not valid JSON (line 1, byte 19)" },
        { "{\"pass\":\n \"hunter2\" \"x\"}", "is not valid JSON (line 2, byte 12)" },
        { "{\"pass\":\"hunter2", "is not valid JSON (line 1, byte 17)" },
        { "{\"pass\":hunter2}", "is not valid JSON (line 1, byte 9)" },
        { "{'pass':'hunter2'}", "is not valid JSON (line 1, byte 2)" },
        { "{\"pass\":\"hunter2\",\"pass\":\"hunter2b\"}", "holds a property twice" },
        { "{\"hunter2\":1,\"hunter2\":2}", "holds a property twice" },
        { "{\"auth\":{\"pass\":\"hunter2\",\"pass\":\"x\"}}", "holds a property twice" },
        { "[\"hunter2\"]", "is not a JSON object" },
        { "\"hunter2\"", "is not a JSON object" },
        { "null", "is not a JSON object" },
        { "5", "is not a JSON object" },
    };

    public static TheoryData<string, string> NotUnicode => new()
    {
        { "pass", "{\"pass\":\"hunter2\\ud800\"}" },
        { "auth.user", "{\"pass\":\"hunter2\",\"auth\":{\"user\":\"\\udc00\"}}" },
        { "allowedFromDomains", "{\"pass\":\"hunter2\",\"allowedFromDomains\":[\"a\\ud800\"]}" },
        { "config", "{\"pass\":\"hunter2\",\"x\\ud800\":1}" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_json_is_refused_by_its_place_and_never_quoted(string json, string reason) => AssertRefused(Encoding.UTF8.GetBytes(json), "config", reason);

    [Theory]
    [MemberData(nameof(NotUnicode))]
    public void Half_a_surrogate_pair_is_refused_by_the_name_of_its_field(string field, string json) => AssertRefused(Encoding.UTF8.GetBytes(json), field, "holds text that is not valid Unicode");

    [Fact]
    public void Octets_that_are_no_utf8_are_refused_by_the_name_of_their_field() =>
        AssertRefused([.. "{\"pass\":\"hunter2"u8, 0xFF, .. "\"}"u8], "pass", "holds text that is not valid Unicode");

    [Fact]
    public void Settings_larger_than_64_kib_are_refused_unread()
    {
        var least = """{"host":"h.example","fromAddress":"a@example.com","x":"@"}""";
        var padding = (64 * 1024) - least.Length + 1;

        SmtpConfig.Parse(Encoding.UTF8.GetBytes(least.Replace("@\"}", new string('x', padding) + "\"}", StringComparison.Ordinal)), out _);
        AssertRefused(Encoding.UTF8.GetBytes(least.Replace("@\"}", new string('x', padding + 1) + "\"}", StringComparison.Ordinal)), "config", "is larger than 64 KiB");
    }

    private static void AssertRefused(byte[] json, string field, string reason)
    {
        Action[] all =
        [
            () => SmtpConfig.Parse(json, out _),
            () => SendGridConfig.Parse(json, out _),
            () => ConfigSecrets.Redact(json),
            () => ConfigSecrets.Carry("{}"u8.ToArray(), json),
        ];
        foreach (var read in all)
        {
            var refused = Assert.Throws<ProviderConfigException>(read);
            Assert.Equal((field, reason), (refused.Field, refused.Reason));
            Assert.DoesNotContain(Planted, refused.ToString(), StringComparison.Ordinal);
        }
    }
}
