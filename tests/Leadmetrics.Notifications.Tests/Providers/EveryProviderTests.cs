using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Providers;

/// <summary>What holds for every kind of provider: one that is added finds its place in the table, or fails here.</summary>
public sealed class EveryProviderTests
{
    /// <summary>For each word settings that are sound, their secrets, and the properties that decide where a kept secret goes.</summary>
    private static readonly Dictionary<string, (string Config, string[] Secrets, string[] Authority)> Samples = new()
    {
        [ProviderWords.Smtp] = ("""{"host":"mail.example.com","user":"u","pass":"planted-1","fromAddress":"a@example.com"}""", ["planted-1"], ["host", "user"]),
        [ProviderWords.SendGrid] = ("""{"apiKey":"planted-1","region":"global","fromAddress":"a@example.com"}""", ["planted-1"], ["region"]),
        [ProviderWords.Ses] = ("""{"accessKeyId":"ASIAFAKEFAKEFAKEFAKE","secretAccessKey":"planted-1","sessionToken":"planted-2","region":"eu-west-1","fromAddress":"a@example.com"}""", ["planted-1", "planted-2"], ["accessKeyId", "region"]),
    };

    private static readonly Dictionary<string, string> Other = new() { ["host"] = "mail.example.org", ["user"] = "v", ["accessKeyId"] = "ASIAOTHEROTHEROTHER0" };

    public static TheoryData<string> Words => [.. ProviderWords.All];

    [Fact]
    public void Every_word_has_its_sample() => Assert.Equal(ProviderWords.All, Samples.Keys);

    [Theory]
    [MemberData(nameof(Words))]
    public async Task It_is_made_and_checked_under_its_word_with_the_same_warnings(string word)
    {
        await using var services = Services();
        var config = Encoding.UTF8.GetBytes(Samples[word].Config[..^1] + ",\"unheardOf\":1}");
        var built = services.GetRequiredService<ProviderFactory>().Create(word, config, services.GetRequiredService<SmtpEnvironment>());

        Assert.Equal((word, "a@example.com"), (built.Provider.Name, built.Sender.Address));
        Assert.Contains(built.Warnings, warning => warning is { Field: "unheardOf", Remedy.Code: "unknown-property" });
        Assert.Equal(built.Warnings, ProviderFactory.Check(word, config, services.GetRequiredService<SmtpEnvironment>()));
        await built.RetireAsync();
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Limits_fallback_and_allowed_domains_are_read(string word)
    {
        await using var services = Services();
        var config = JsonNode.Parse(Samples[word].Config)!.AsObject();
        config["limits"] = new JsonObject { ["perHour"] = 5 };
        config["fallback"] = "platform";
        config["allowedFromDomains"] = new JsonArray("exa mple");
        var refused = Assert.Throws<ProviderConfigException>(() => Create(services, word, config));
        config["allowedFromDomains"] = new JsonArray("example.org");
        var built = Create(services, word, config);

        Assert.Equal(("allowedFromDomains[0]", 5, true), (refused.Field, built.Limits?.PerHour, built.FallsToPlatform));
        await built.RetireAsync();
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Another_secret_is_another_provider(string word)
    {
        await using var services = Services();
        var first = Create(services, word, JsonNode.Parse(Samples[word].Config)!.AsObject());
        foreach (var secret in Samples[word].Secrets)
        {
            var second = Create(services, word, JsonNode.Parse(Samples[word].Config.Replace(secret, "planted-other", StringComparison.Ordinal))!.AsObject());
            Assert.NotEqual(first.Fingerprint, second.Fingerprint);
            Assert.DoesNotContain("planted", second.Fingerprint + second.Provider + string.Join(' ', second.Warnings), StringComparison.Ordinal);
            await second.RetireAsync();
        }

        await first.RetireAsync();
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void No_secret_is_shown_and_everything_else_is(string word)
    {
        var shown = ConfigSecrets.Redact(Encoding.UTF8.GetBytes(Samples[word].Config));

        Assert.True(shown.HasSecret);
        Assert.DoesNotContain("planted", shown.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(JsonNode.Parse(Samples[word].Config)!.AsObject().Count - Samples[word].Secrets.Length, shown.Json.Count);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void A_secret_that_is_left_out_stays_where_it_was_given_for(string word)
    {
        var (config, secrets, authority) = Samples[word];
        var before = Encoding.UTF8.GetBytes(config);
        var edited = ConfigSecrets.Redact(before).Json;
        edited["fromName"] = "Other";
        var carried = Encoding.UTF8.GetString(ConfigSecrets.Carry(before, Encoding.UTF8.GetBytes(edited.ToJsonString())));
        Assert.All(secrets, secret => Assert.Contains(secret, carried, StringComparison.Ordinal));

        foreach (var property in authority)
        {
            var moved = edited.DeepClone().AsObject();
            moved[property] = Other.GetValueOrDefault(property) ?? (word == ProviderWords.SendGrid ? "eu" : "us-east-1");
            var refused = Assert.Throws<ProviderConfigException>(() => ConfigSecrets.Carry(before, Encoding.UTF8.GetBytes(moved.ToJsonString())));
            Assert.Equal($"has to be given again, because {property} is changed", refused.Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void A_line_break_in_a_setting_is_refused_and_nothing_is_repeated(string word)
    {
        foreach (var property in JsonNode.Parse(Samples[word].Config)!.AsObject().Select(property => property.Key).Where(key => key != "pass"))
        {
            var config = JsonNode.Parse(Samples[word].Config)!.AsObject();
            config[property] = "planted\r\nX-Evil: 1";
            var refused = Assert.Throws<ProviderConfigException>(() => ProviderFactory.Check(word, Encoding.UTF8.GetBytes(config.ToJsonString()), new SmtpEnvironment(new EgressPolicy(new EgressOptions()), TimeProvider.System)));
            Assert.Equal(property, refused.Field);
            Assert.DoesNotContain("planted", refused.ToString(), StringComparison.Ordinal);
        }
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(_ => { });
        return services.BuildServiceProvider();
    }

    private static BuiltProvider Create(ServiceProvider services, string word, JsonObject config) =>
        services.GetRequiredService<ProviderFactory>().Create(word, Encoding.UTF8.GetBytes(config.ToJsonString()), services.GetRequiredService<SmtpEnvironment>());
}
