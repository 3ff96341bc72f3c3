using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;

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
        { "host", "\"smtp.example.com.evil.example\"", "host" },
        { "port", "25", "port" },
        { "port", "\"25\"", "port" },
        { "user", "\"mallory\"", "user" },
        { "user", "\"Jane\"", "user" },
        { "tls", "{\"mode\":\"none\"}", "tls.mode" },
        { "tls", "{\"mode\":\"opportunistic\"}", "tls.mode" },
        { "tls", "{\"mode\":\"starttls\",\"rejectUnauthorized\":false}", "tls.rejectUnauthorized" },
        { "tls", "{\"mode\":\"starttls\",\"rejectUnauthorized\":\"False\"}", "tls.rejectUnauthorized" },
        { "tls", "{\"mode\":\"starttls\",\"servername\":\"evil.example\"}", "tls.servername" },
        { "tls", null, "tls.mode" },
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

    [Theory]
    [InlineData("""{"host":"h.example","port":465,"user":"a","pass":"hunter2"}""", """{"host":"h.example","port":465,"secure":false,"user":"a"}""", "secure")]
    [InlineData("""{"host":"h.example","secure":true,"user":"a","pass":"hunter2"}""", """{"host":"h.example","user":"a"}""", "secure")]
    [InlineData("""{"host":"h.example","tls":{"mode":"implicit"},"user":"a","pass":"hunter2"}""", """{"host":"h.example","tls":{},"user":"a"}""", "tls.mode")]
    [InlineData("""{"host":"h.example","user":"a","pass":"hunter2"}""", """{"host":"h.example","tls":{"mode":"opportunistic"},"user":"a"}""", "tls.mode")]
    [InlineData("""{"host":"h.example","tls":{"servername":"mx.example"},"user":"a","pass":"hunter2"}""", """{"host":"h.example","user":"a"}""", "tls.servername")]
    [InlineData("""{"host":"h.example","user":"a","pass":"hunter2"}""", """{"host":"h.example","auth":{"user":"b"}}""", "user")]
    [InlineData("""{"host":"h.example","auth":{"user":"a","pass":"hunter2"}}""", """{"host":"evil.example","user":"a"}""", "host")]
    [InlineData("""{"host":"h.example","auth":{"user":"a","pass":"hunter2"}}""", """{"host":"h.example","port":25,"auth":{"user":"a"}}""", "port")]
    public void By_whichever_words_a_secret_would_go_elsewhere_or_less_protected_it_is_refused(string before, string after, string changed) =>
        Assert.Equal(("pass", $"has to be given again, because {changed} is changed"), Refusal(before, after));

    [Theory]
    [InlineData("{@,\"user\":\"jane\"}")]
    [InlineData("{@,\"user\":\"jane\",\"secure\":false,\"port\":\"587\",\"tls\":{}}")]
    [InlineData("{\"host\":\"LOCALHOST.\",\"user\":\"jane\"}")]
    [InlineData("{@,\"auth\":{\"type\":\"login\",\"user\":\"jane\"}}")]
    [InlineData("{@,\"user\":\"jane\",\"tls\":{\"rejectUnauthorized\":\"true\",\"servername\":\"Localhost\"}}")]
    [InlineData("{@,\"user\":\"jane\",\"tls\":{\"mode\":\"starttls\"}}")]
    [InlineData("{@,\"user\":\"jane\",\"region\":\"global\"}")]
    public void The_same_settings_in_other_words_carry_the_secret_of_a_row_that_was_built_in_code(string after)
    {
        var row = ProviderDraft.From(new SmtpConfig { Host = "localhost", User = "jane", Pass = new Secret("hunter2"), FromAddress = "a@example.com" }).Config;
        var carried = ConfigSecrets.Carry(row, Encoding.UTF8.GetBytes(after.Replace("@", "\"host\":\"localhost\"", StringComparison.Ordinal)));

        Assert.Equal("hunter2", (string?)JsonNode.Parse(carried)!["pass"]);
    }

    [Theory]
    [InlineData("""{"host":"h.example","auth":{"type":"login","user":"b","pass":"new"}}""")]
    [InlineData("""{"host":"elsewhere.example"}""")]
    [InlineData("""{"host":"h.example","user":""}""")]
    [InlineData("""{"host":"h.example","user":"a","auth":{"type":"oauth2","accessToken":"new"}}""")]
    public void A_password_that_the_new_settings_replace_or_have_no_use_for_is_not_missed(string after)
    {
        var carried = Carry("""{"host":"h.example","user":"a","pass":"hunter2"}""", JsonNode.Parse(after)!);

        Assert.Equal(JsonNode.Parse(after)!.ToJsonString(), carried.ToJsonString());
    }

    [Fact]
    public void A_token_is_not_carried_into_settings_that_log_in_by_password()
    {
        var carried = Carry("""{"host":"h.example","user":"a","auth":{"type":"oauth2","accessToken":"hunter2"}}""", JsonNode.Parse("""{"host":"h.example","user":"a","auth":{"type":"login","pass":"new"}}""")!);

        Assert.Null(carried["auth"]!["accessToken"]);
    }

    [Fact]
    public void Two_users_are_refused_before_anything_is_carried() =>
        Assert.Equal("auth.user", Refusal("""{"host":"h.example","user":"a","pass":"hunter2"}""", """{"host":"h.example","user":"a","auth":{"user":"b"}}""").Field);

    [Fact]
    public void A_secret_of_settings_that_cannot_be_read_has_to_be_given_again() =>
        Assert.Equal(("pass", "has to be given again, because the settings before cannot be read"), Refusal("""{"host":"h.example","port":"x","user":"a","pass":"hunter2"}""", """{"host":"h.example","user":"a"}"""));

    [Fact]
    public void What_is_shown_sent_back_as_it_is_changes_nothing()
    {
        const string Old = """{"host":"h.example","user":"a","pass":"hunter2","note":"n","tls":{"mode":"starttls","alpn":"x"},"auth":{"type":"login","pass":"hunter2","later":[1]},"list":{"a":null}}""";
        var shown = ConfigSecrets.Redact(Encoding.UTF8.GetBytes(Old));
        var carried = Carry(Old, shown.Json);

        Assert.Equal(("hunter2", "n", "starttls", "x", "[1]", """{"a":null}"""), ((string?)carried["pass"], (string?)carried["note"], (string?)carried["tls"]!["mode"], (string?)carried["tls"]!["alpn"], carried["auth"]!["later"]!.ToJsonString(), carried["list"]!.ToJsonString()));
        Assert.Equal(JsonNode.Parse(Old)!.AsObject().Select(property => property.Key).Order(), carried.Select(property => property.Key).Order());
    }

    [Fact]
    public void An_unknown_property_stays_until_it_is_named_or_the_settings_go_elsewhere()
    {
        const string Old = """{"host":"h.example","user":"a","pass":"hunter2","note":"n","Pass":"hunter2"}""";

        Assert.Equal("other", (string?)Carry(Old, JsonNode.Parse("""{"host":"h.example","user":"a","note":"other"}""")!)["note"]);
        Assert.Null(Carry(Old, JsonNode.Parse("""{"host":"h.example","user":"a","note":null}""")!)["note"]);
        Assert.DoesNotContain("hunter2", Carry(Old, JsonNode.Parse("""{"host":"evil.example","user":"a","pass":"mine"}""")!).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_secret_is_bound_to_where_it_goes_too()
    {
        var next = Edited("host", "\"evil.example\"");
        next["dkim"]!.AsObject().Remove("privateKey");

        Assert.Equal("dkim.privateKey", Assert.Throws<ProviderConfigException>(() => Carry(Before, next)).Field);
    }

    [Fact]
    public void An_unchanged_authority_carries_the_secrets_that_are_left_out_and_takes_everything_else_that_is_known_from_the_change()
    {
        var next = Edited("fromName", "\"Other\"");
        next.Remove("pass");
        next.Remove("note");
        next["dkim"]!.AsObject().Remove("privateKey");
        var carried = Carry(Before, next);

        Assert.Equal(("hunter2", "dkim-hunter2", "Other", "kept"), ((string?)carried["pass"], (string?)carried["dkim"]!["privateKey"], (string?)carried["fromName"], (string?)carried["note"]));
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
        var (shown, hasSecret) = ConfigSecrets.Redact(Encoding.UTF8.GetBytes(Config));

        Assert.DoesNotContain("hunter2", shown.ToJsonString(), StringComparison.Ordinal);
        Assert.True(hasSecret);
        Assert.Equal(("smtp.example.com", 587, "jane", "id", "s", 2, 5), ((string?)shown["host"], (int?)shown["port"], (string?)shown["user"], (string?)shown["auth"]!["clientId"], (string?)shown["dkim"]!["selector"], (int?)shown["pool"]!["maxConnections"], (int?)shown["limits"]!["perHour"]));
    }

    [Theory]
    [InlineData("""{"host":"h"}""", false)]
    [InlineData("""{"pass":"p"}""", true)]
    [InlineData("""{"pass":null}""", false)]
    [InlineData("""{"pass":""}""", false)]
    [InlineData("""{"auth":{"pass":"p"}}""", true)]
    [InlineData("""{"auth":{"accessToken":"p"}}""", true)]
    [InlineData("""{"dkim":{"privateKey":"p"}}""", true)]
    [InlineData("""{"hasSecret":true}""", false)]
    public void What_is_shown_tells_whether_there_is_a_secret(string config, bool has) =>
        Assert.Equal(has, ConfigSecrets.Redact(Encoding.UTF8.GetBytes(config)).HasSecret);

    private static JsonObject Edited(string property, string? value)
    {
        var next = JsonNode.Parse(Before)!.AsObject();
        if (value is null) next.Remove(property);
        else next[property] = JsonNode.Parse(value);
        return next;
    }

    private static (string Field, string Reason) Refusal(string before, string after)
    {
        var refused = Assert.Throws<ProviderConfigException>(() => Carry(before, JsonNode.Parse(after)!));
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        return (refused.Field, refused.Reason);
    }

    private static JsonObject Carry(string before, JsonNode after) =>
        JsonNode.Parse(ConfigSecrets.Carry(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after.ToJsonString())))!.AsObject();
}
