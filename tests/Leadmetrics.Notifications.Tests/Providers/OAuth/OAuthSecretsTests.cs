using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>The secrets of <c>auth</c>: never shown, and kept only while they go where they were given for.</summary>
public sealed class OAuthSecretsTests
{
    private const string Before = """
        {"host":"smtp.example.com","port":587,"user":"jane@example.com","fromAddress":"a@example.com",
        "auth":{"type":"oauth2","provider":"microsoft","clientId":"id","clientSecret":"hunter2-cs","refreshToken":"hunter2-rt","directory":"contoso.example"}}
        """;

    [Theory]
    [InlineData("provider", "google", "auth.provider")]
    [InlineData("clientId", "other", "auth.clientId")]
    [InlineData("clientId", null, "auth.clientId")]
    [InlineData("directory", "other.example", "auth.directory")]
    [InlineData("directory", "common", "auth.directory")]
    [InlineData("directory", null, "auth.directory")]
    [InlineData("host", "evil.example", "host")]
    [InlineData("user", "mallory@example.com", "user")]
    public void Pointed_elsewhere_both_secrets_have_to_be_given_again(string property, string? value, string changed)
    {
        foreach (var secret in new[] { "refreshToken", "clientSecret" })
        {
            var next = Shown();
            var place = property is "host" or "user" ? next : next["auth"]!.AsObject();
            place[property] = value;
            next["auth"]![secret == "refreshToken" ? "clientSecret" : "refreshToken"] = "given again";

            var refused = Assert.Throws<ProviderConfigException>(() => Carry(next));

            Assert.Equal(($"auth.{secret}", $"has to be given again, because {changed} is changed"), (refused.Field, refused.Reason));
            next["auth"]![secret] = "given again";
            Assert.Equal("given again", (string?)Carry(next)["auth"]![secret]);
        }
    }

    [Fact]
    public void What_is_shown_holds_neither_and_sent_back_keeps_both()
    {
        var shown = ConfigSecrets.Redact(Encoding.UTF8.GetBytes(Before));
        var carried = Carry(shown.Json)["auth"]!;

        Assert.True(shown.HasSecret);
        Assert.DoesNotContain("hunter2", shown.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(("microsoft", "id", "contoso.example"), ((string?)shown.Json["auth"]!["provider"], (string?)shown.Json["auth"]!["clientId"], (string?)shown.Json["auth"]!["directory"]));
        Assert.Equal(("hunter2-cs", "hunter2-rt"), ((string?)carried["clientSecret"], (string?)carried["refreshToken"]));
    }

    [Fact]
    public void An_empty_refresh_token_means_none_and_the_client_acts_for_itself()
    {
        var next = Shown();
        next["auth"]!["refreshToken"] = "";
        var carried = Carry(next)["auth"]!;

        Assert.Equal(("hunter2-cs", ""), ((string?)carried["clientSecret"], (string?)carried["refreshToken"]));
    }

    [Fact]
    public void A_secret_that_the_new_way_to_tokens_has_no_use_for_is_not_missed()
    {
        var toToken = Shown();
        toToken["auth"] = new JsonObject { ["type"] = "oauth2", ["accessToken"] = "new" };
        Assert.Equal("""{"type":"oauth2","accessToken":"new"}""", Carry(toToken)["auth"]!.ToJsonString());

        const string Token = """{"host":"h.example","user":"a","auth":{"type":"oauth2","accessToken":"hunter2"}}""";
        var toProvider = JsonNode.Parse("""{"host":"h.example","user":"a","auth":{"type":"oauth2","provider":"google","clientId":"id","refreshToken":"rt"}}""")!;
        Assert.Equal(toProvider["auth"]!.ToJsonString(), Carry(toProvider.AsObject(), Token)["auth"]!.ToJsonString());

        const string Password = """{"host":"h.example","user":"a","pass":"hunter2"}""";
        Assert.Null(Carry(toProvider.AsObject(), Password)["pass"]);
    }

    private static JsonObject Shown() => ConfigSecrets.Redact(Encoding.UTF8.GetBytes(Before)).Json;

    private static JsonObject Carry(JsonObject after, string before = Before) =>
        JsonNode.Parse(ConfigSecrets.Carry(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after.ToJsonString())))!.AsObject();
}
