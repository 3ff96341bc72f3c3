using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Mime;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>Each field of a message with each payload, as far as the fake API: refused by name before the POST, or within the one JSON string that it belongs to.</summary>
public sealed class InjectionTests
{
    // What ends a JSON string, and what a careless writer of one lets through.
    private static readonly string[] Json = ["\",\"to\":[{\"email\":\"x@evil.example\"}],\"x\":\"", "\\", "\\\"", "\u2028", "</script>", "\u0008", "\uFEFF"];

    public static TheoryData<string> FieldNames => InjectedField.Names;

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task A_line_break_is_refused_by_the_name_of_its_field_and_nothing_is_posted(string name)
    {
        var field = InjectedField.Of(name);
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, configure: Allowing);
        foreach (var payload in Texts.LineBreaking)
        {
            var error = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(field.With(Hosted.Message, payload)));
            Assert.Equal(field.Field, error.Field);
        }

        Assert.Empty(fake.Requests);
    }

    [Theory]
    [InlineData("name", "personalizations.0.to.0.name")]
    [InlineData("reply-to name", "reply_to.name")]
    [InlineData("sender name", "from.name")]
    [InlineData("subject", "subject")]
    [InlineData("field value", "headers.X-Own")]
    [InlineData("tag", "categories.0")]
    [InlineData("metadata value", "personalizations.0.custom_args.k")]
    public async Task What_only_resembles_a_line_break_or_the_end_of_a_string_is_one_string(string name, string path)
    {
        var field = InjectedField.Of(name);
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, configure: Allowing);
        string[] payloads = ["x", .. Texts.NotLineBreaking, .. Json];
        foreach (var payload in payloads) await hosted.SendAsync(field.With(Hosted.Message, payload));

        Assert.Equal(payloads.Length, fake.AcceptedMails.Count);
        var usual = Paths(fake.Requests[0].Json!.Value).Select(leaf => leaf.Path).ToArray();
        for (var i = 0; i < payloads.Length; i++)
        {
            var leaves = Paths(fake.Requests[i].Json!.Value).ToArray();
            Assert.Equal(usual, leaves.Select(leaf => leaf.Path));
            var told = leaves.Single(leaf => leaf.Path == path).Value;
            Assert.Equal($"a{payloads[i]}b", path switch { "headers.X-Own" => Decoded(told), "personalizations.0.to.0.name" => Unquoted(told), _ => told });
            Assert.Equal(fake.Requests[0].Headers.Select(header => header.Name), fake.Requests[i].Headers.Select(header => header.Name));
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task What_a_field_does_not_take_is_refused_before_the_POST(string name)
    {
        var field = InjectedField.Of(name);
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, configure: Allowing);
        foreach (var payload in Texts.NotLineBreaking.Where(payload => !field.Takes(payload)))
        {
            var error = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(field.With(Hosted.Message, payload)));
            Assert.Equal(field.Field, error.Field);
        }

        Assert.Empty(fake.Requests);
    }

    /// <summary>The key is a header of HTTP; the others stand in the JSON.</summary>
    [Theory]
    [InlineData("apiKey")]
    [InlineData("fromAddress")]
    [InlineData("fromName")]
    [InlineData("region")]
    [InlineData("ipPool")]
    [InlineData("allowedFromDomains")]
    [InlineData("categories")]
    public void A_line_break_in_a_setting_is_refused_by_its_name(string setting)
    {
        foreach (var payload in Texts.LineBreaking)
        {
            var json = new JsonObject { ["apiKey"] = "SG.key", ["fromAddress"] = "app@example.com" };
            json[setting] = setting switch
            {
                "fromAddress" => $"a{payload}b@example.com",
                "allowedFromDomains" or "categories" => new JsonArray($"a{payload}b"),
                _ => $"a{payload}b",
            };
            var error = Assert.Throws<ProviderConfigException>(() =>
            {
                var config = SendGridConfig.Parse(JsonSerializer.SerializeToUtf8Bytes(json), out _);
                Sender.Create(new EmailAddress(config.FromAddress, config.FromName), config.AllowedFromDomains);
            });
            Assert.Equal(setting, error.Field.Split('[')[0]);
        }
    }

    // A name with a comma or a semicolon stands in quotes.
    private static string? Unquoted(string? told) =>
        told is ['"', .. var name, '"'] && name.AsSpan().ContainsAny(',', ';') ? name.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : told;

    // Encoded-words (RFC 2047), of which those that stand side by side are one text.
    private static string Decoded(string value)
    {
        var joined = Regex.Replace(value, @"\?= +=\?", "?==?");
        return Regex.Replace(joined, @"=\?utf-8\?(?<how>[BQ])\?(?<text>[^?]*)\?=", word => word.Groups["how"].Value == "B"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups["text"].Value))
            : Uri.UnescapeDataString(word.Groups["text"].Value.Replace('_', ' ').Replace("%", "%25", StringComparison.Ordinal).Replace('=', '%')));
    }

    private static SendGridConfig Allowing(SendGridConfig config) => config with { AllowedFromDomains = ["example.net"] };

    private static IEnumerable<(string Path, string Value)> Paths(JsonElement element, string path = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Paths(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => Paths(item, $"{path}.{i}")),
        JsonValueKind.String => [(path, element.GetString()!)],
        _ => [(path, element.GetRawText())],
    };
}
