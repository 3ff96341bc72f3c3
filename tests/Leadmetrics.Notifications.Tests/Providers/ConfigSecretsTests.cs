using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tests.Providers;

public sealed class ConfigSecretsTests
{
    private const string Before = """
        {"host":"smtp.example.com","port":587,"secure":false,"user":"jane","pass":"hunter2","fromAddress":"a@example.com","fromName":"Jane","tls":{"mode":"starttls"},
        "dkim":{"domain":"example.com","privateKey":"dkim-hunter2"},"note":"kept"}
        """;

    /// <summary>A change of where the password goes, by property, value and the name in the error.</summary>
    public static TheoryData<string, string?, string> Repointings => new()
    {
        { "host", "\"evil.example\"", "host" },
        { "host", null, "host" },
        { "port", "25", "port" },
        { "port", null, "port" },
        { "secure", "true", "secure" },
        { "user", "\"mallory\"", "user" },
        { "user", "\"Jane\"", "user" },
        { "tls", "{\"mode\":\"none\"}", "tls" },
        { "tls", "{\"mode\":\"starttls\",\"rejectUnauthorized\":false}", "tls" },
        { "tls", "{\"mode\":\"starttls\",\"servername\":\"evil.example\"}", "tls" },
        { "tls", null, "tls" },
        { "auth", "{\"user\":\"mallory\"}", "auth.user" },
        { "auth", "{\"type\":\"oauth2\"}", "auth.type" },
        { "auth", "{\"provider\":\"google\"}", "auth.provider" },
        { "region", "\"eu\"", "region" },
    };

    [Theory]
    [MemberData(nameof(Repointings))]
    public void Host_port_tls_or_user_changed_without_the_secret_is_refused_and_named(string property, string? value, string changed)
    {
        var next = Edited(property, value);
        next.Remove("pass");

        var refused = Assert.Throws<ProviderConfigException>(() => Carry(Before, next));

        Assert.Equal(("pass", $"has to be given again, because {changed} is changed"), (refused.Field, refused.Reason));
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Repointings))]
    public void Host_port_tls_or_user_changed_with_the_secret_is_taken(string property, string? value, string changed)
    {
        var next = Edited(property, value);
        next["pass"] = "given again";

        Assert.Equal("given again", (string?)Carry(Before, next)["pass"]);
        Assert.NotEmpty(changed);
    }

    [Fact]
    public void Another_secret_is_bound_to_where_it_goes_too()
    {
        var next = Edited("host", "\"evil.example\"");
        next["dkim"]!.AsObject().Remove("privateKey");

        Assert.Equal("dkim.privateKey", Assert.Throws<ProviderConfigException>(() => Carry(Before, next)).Field);
    }

    [Fact]
    public void An_unchanged_authority_carries_the_secrets_that_are_left_out_and_takes_everything_else_from_the_change()
    {
        var next = Edited("fromName", "\"Other\"");
        next.Remove("pass");
        next.Remove("note");
        next["dkim"]!.AsObject().Remove("privateKey");
        var carried = Carry(Before, next);

        Assert.Equal(("hunter2", "dkim-hunter2", "Other", null), ((string?)carried["pass"], (string?)carried["dkim"]!["privateKey"], (string?)carried["fromName"], carried["note"]));
    }

    [Theory]
    [InlineData("null", "hunter2")]
    [InlineData("\"\"", "")]
    [InlineData("\"new\"", "new")]
    public void Null_means_left_out_and_an_empty_secret_means_none(string given, string expected) =>
        Assert.Equal(expected, (string?)Carry(Before, Edited("pass", given))["pass"]);

    [Fact]
    public void Secrets_inside_auth_go_with_their_object()
    {
        const string Old = """{"host":"h.example","user":"a","auth":{"type":"oauth2","accessToken":"hunter2"}}""";

        Assert.Equal("hunter2", (string?)Carry(Old, JsonNode.Parse("""{"host":"h.example","user":"a","auth":{"type":"oauth2"}}""")!)["auth"]!["accessToken"]);
        Assert.Null(Carry(Old, JsonNode.Parse("""{"host":"evil.example","user":"a","pass":"mine"}""")!)["auth"]);
        Assert.Equal("auth.accessToken", Assert.Throws<ProviderConfigException>(() => Carry(Old, JsonNode.Parse("""{"host":"evil.example","user":"a","auth":{"type":"oauth2"}}""")!)).Field);
    }

    [Fact]
    public void The_api_key_stays_with_its_region()
    {
        Assert.Equal("SG.hunter2", (string?)Carry("""{"apiKey":"SG.hunter2","region":"eu"}""", JsonNode.Parse("""{"region":"eu","sandbox":true}""")!)["apiKey"]);
        Assert.Equal("apiKey", Assert.Throws<ProviderConfigException>(() => Carry("""{"apiKey":"SG.hunter2","region":"eu"}""", JsonNode.Parse("{}")!)).Field);
    }

    [Fact]
    public void What_is_shown_holds_no_secret_under_known_unknown_or_mistyped_names()
    {
        const string Config = """
            {"host":"smtp.example.com","port":587,"user":"jane","pass":"hunter2","Pass":"hunter2","password":"hunter2","apiKey":"hunter2","api_key":"hunter2",
            "auth":{"type":"oauth2","user":"jane","pass":"hunter2","accessToken":"hunter2","refreshToken":"hunter2","clientSecret":"hunter2","clientId":"id","secret":"hunter2","provider":{"x":"hunter2"}},
            "tls":{"mode":"starttls","key":"hunter2"},"dkim":{"domain":"example.com","selector":"s","privateKey":"hunter2","private_key":"hunter2"},"pool":{"maxConnections":2,"x":"hunter2"},
            "limits":{"perHour":5,"x":"hunter2"},"nested":{"host":"hunter2"},"list":["hunter2"]}
            """;
        var shown = ConfigSecrets.Redact(Encoding.UTF8.GetBytes(Config));

        Assert.DoesNotContain("hunter2", shown.ToJsonString(), StringComparison.Ordinal);
        Assert.True((bool)shown["hasSecret"]!);
        Assert.Equal(("smtp.example.com", 587, "jane", "id", "s", 2, 5), ((string?)shown["host"], (int?)shown["port"], (string?)shown["user"], (string?)shown["auth"]!["clientId"], (string?)shown["dkim"]!["selector"], (int?)shown["pool"]!["maxConnections"], (int?)shown["limits"]!["perHour"]));
    }

    [Theory]
    [InlineData("""{"host":"h"}""", false)]
    [InlineData("""{"pass":"p"}""", true)]
    [InlineData("""{"pass":null}""", false)]
    [InlineData("""{"auth":{"accessToken":"p"}}""", true)]
    [InlineData("""{"dkim":{"privateKey":"p"}}""", true)]
    [InlineData("""{"hasSecret":true}""", false)]
    public void What_is_shown_tells_whether_there_is_a_secret(string config, bool has) =>
        Assert.Equal(has, (bool)ConfigSecrets.Redact(Encoding.UTF8.GetBytes(config))["hasSecret"]!);

    private static JsonObject Edited(string property, string? value)
    {
        var next = JsonNode.Parse(Before)!.AsObject();
        if (value is null) next.Remove(property);
        else next[property] = JsonNode.Parse(value);
        return next;
    }

    private static JsonObject Carry(string before, JsonNode after) =>
        JsonNode.Parse(ConfigSecrets.Carry(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after.ToJsonString())))!.AsObject();
}
