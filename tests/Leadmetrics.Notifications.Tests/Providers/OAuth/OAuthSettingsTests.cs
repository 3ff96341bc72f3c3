using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

public sealed class OAuthSettingsTests
{
    private const string Google = """ "type":"oauth2","provider":"google","clientId":"id","clientSecret":"cs","refreshToken":"rt" """;
    private const string Microsoft = """ "type":"oauth2","provider":"microsoft","clientId":"id","clientSecret":"cs","directory":"contoso.example" """;

    /// <summary>What stands in <c>auth</c>, the field of the error, the reason.</summary>
    public static TheoryData<string, string, string> Refused => new()
    {
        { """ "type":"oauth2","provider":"yahoo" """, "auth.provider", "is none of google, microsoft" },
        { """ "type":"oauth2","refreshToken":"rt" """, "auth.provider", "is missing: give google or microsoft" },
        { """ "type":"oauth2","accessToken":"at","clientSecret":"cs" """, "auth.provider", "is missing: give google or microsoft" },
        { """ "type":"login","provider":"google","clientId":"id","refreshToken":"rt" """, "auth.type", "is login, but there is a provider of tokens: set it to oauth2" },
        { Google + ""","accessToken":"at" """, "auth.accessToken", "is given beside a provider: give one of them" },
        { Google.Replace("\"clientId\":\"id\",", "", StringComparison.Ordinal), "auth.clientId", "is missing" },
        { Google + ""","directory":"contoso.example" """, "auth.directory", "is Microsoft's: leave it out for google" },
        { """ "type":"oauth2","provider":"google","clientId":"id" """, "auth.refreshToken", "is missing: give it, or a service account's JSON key as clientSecret" },
        { """ "type":"oauth2","provider":"google","clientId":"id","clientSecret":"cs" """, "auth.clientSecret", "is not a service account's JSON key (client_email, private_key); with a client's secret a refreshToken is needed" },
        { """ "type":"oauth2","provider":"google","clientSecret":"{\"client_email\":\"a@b.example\"}" """, "auth.clientSecret", "is not a service account's JSON key (client_email, private_key); with a client's secret a refreshToken is needed" },
        { """ "type":"oauth2","provider":"google","clientSecret":"{\"client_email\":\"a@b.example\",\"private_key\":\"x\"}" """, "auth.clientSecret", "holds a private_key that is not an RSA key in PEM form" },
        { """ "type":"oauth2","provider":"microsoft","clientSecret":"cs","directory":"contoso.example" """, "auth.clientId", "is missing" },
        { """ "type":"oauth2","provider":"microsoft","refreshToken":"rt" """, "auth.clientId", "is missing" },
        { """ "type":"oauth2","provider":"microsoft","clientId":"id","directory":"contoso.example" """, "auth.clientSecret", "is missing: give it, or a refreshToken" },
        { """ "type":"oauth2","provider":"microsoft","clientId":"id","clientSecret":"cs" """, "auth.directory", "is missing: without a refresh token it has to be a GUID or a domain name" },
        { Microsoft.Replace("contoso.example", "common", StringComparison.Ordinal), "auth.directory", "has to be a GUID or a domain name where there is no refresh token" },
        { Microsoft.Replace("contoso.example", "organizations", StringComparison.Ordinal), "auth.directory", "has to be a GUID or a domain name where there is no refresh token" },
        { Microsoft.Replace("contoso.example", "contoso", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { Microsoft.Replace("contoso.example", "contoso.example/x", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { Microsoft.Replace("contoso.example", "../common", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { Microsoft.Replace("contoso.example", "contoso.example?x=1", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { Microsoft.Replace("contoso.example", "contoso.example#", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { Microsoft.Replace("contoso.example", "a@contoso.example", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { Microsoft.Replace("contoso.example", "contoso.example:443", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { Microsoft.Replace("contoso.example", "contoso%2eexample.x", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { Microsoft.Replace("contoso.example", "{11111111-2222-3333-4444-555555555555}", StringComparison.Ordinal), "auth.directory", "is neither a GUID nor a domain name" },
        { """ "type":"oauth2","provider":5 """, "auth.provider", "is not a string" },
        { Google.Replace("\"rt\"", "5", StringComparison.Ordinal), "auth.refreshToken", "is not a string" },
        { Microsoft.Replace("\"contoso.example\"", "\"a\\nb\"", StringComparison.Ordinal), "auth.directory", "holds a CR, LF or NUL" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_wrong_is_named_by_field_and_reason(string auth, string field, string reason)
    {
        var refused = Assert.Throws<ProviderConfigException>(() => Parse(auth));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    [Fact]
    public void Tokens_are_for_somebody() =>
        Assert.Equal("user", Assert.Throws<ProviderConfigException>(() => SmtpConfig.Parse(Encoding.UTF8.GetBytes("{\"host\":\"h.example\",\"fromAddress\":\"a@example.com\",\"auth\":{" + Google + "}}"), out _)).Field);

    [Theory]
    [InlineData(Google)]
    [InlineData(Microsoft)]
    [InlineData(""" "type":"oauth2","provider":"google","clientId":"id","refreshToken":"rt" """)]
    [InlineData(""" "type":"oauth2","provider":"microsoft","clientId":"id","refreshToken":"rt" """)]
    [InlineData(""" "type":"oauth2","provider":"microsoft","clientId":"id","refreshToken":"rt","directory":"common" """)]
    [InlineData(""" "type":"oauth2","provider":"microsoft","clientId":"id","refreshToken":"rt","directory":"consumers" """)]
    [InlineData(""" "type":"oauth2","provider":"microsoft","clientId":"id","clientSecret":"cs","directory":"11111111-2222-3333-4444-555555555555" """)]
    public void What_is_right_is_read_without_a_warning_and_what_is_written_reads_back_the_same(string auth)
    {
        var config = Parse(auth);
        var again = SmtpConfig.Parse(config.ToJson(), out var warnings);

        Assert.NotNull(config.OAuth);
        Assert.Equal(config.OAuth, again.OAuth);
        Assert.Equal(config.ToJson().ToArray(), again.ToJson().ToArray());
        Assert.Empty(warnings);
    }

    [Fact]
    public void Properties_that_a_form_left_empty_are_left_out()
    {
        var config = Parse(Google + ""","accessToken":"","directory":"" """);

        Assert.Null(config.AccessToken);
        Assert.Null(config.OAuth!.Directory);
        Assert.Null(Parse(Google.Replace("\"cs\"", "\"\"", StringComparison.Ordinal)).OAuth!.ClientSecret);
        Assert.Null(Parse(Microsoft + ""","refreshToken":"" """).OAuth!.RefreshToken);
        Assert.Equal("at", Parse(""" "type":"oauth2","accessToken":"at","provider":"","refreshToken":"" """).AccessToken!.Reveal());
    }

    [Fact]
    public void A_service_accounts_key_is_read()
    {
        using var rsa = RSA.Create(2048);
        var config = Parse(new JsonObject { ["type"] = "oauth2", ["provider"] = "google", ["clientSecret"] = ServiceAccounts.KeyOf(rsa) }.ToJsonString().Trim('{', '}'));

        Assert.Equal(OAuthProvider.Google, config.OAuth!.Provider);
        Assert.Equal(config.OAuth, SmtpConfig.Parse(config.ToJson(), out _).OAuth);
    }

    [Fact]
    public void Settings_show_no_secret()
    {
        var settings = Parse(Google.Replace("\"cs\"", "\"hunter2\"", StringComparison.Ordinal).Replace("\"rt\"", "\"hunter2\"", StringComparison.Ordinal));

        Assert.DoesNotContain("hunter2", settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", settings.OAuth!.FingerprintFor("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_get_other_tokens_have_another_fingerprint()
    {
        var settings = Parse(Microsoft + ""","refreshToken":"rt" """).OAuth!;
        string[] fingerprints =
        [
            settings.FingerprintFor("a@example.com"),
            settings.FingerprintFor("b@example.com"),
            (settings with { ClientId = "other" }).FingerprintFor("a@example.com"),
            (settings with { ClientSecret = new("other") }).FingerprintFor("a@example.com"),
            (settings with { RefreshToken = new("other") }).FingerprintFor("a@example.com"),
            (settings with { RefreshToken = null }).FingerprintFor("a@example.com"),
            (settings with { Directory = "other.example" }).FingerprintFor("a@example.com"),
            (settings with { Provider = OAuthProvider.Google }).FingerprintFor("a@example.com"),
            (settings with { ClientId = "idcs", ClientSecret = new("") }).FingerprintFor("a@example.com"),
        ];

        Assert.Equal(fingerprints.Distinct(), fingerprints);
        Assert.Equal(fingerprints[0], (settings with { }).FingerprintFor("a@example.com"));
    }

    private static SmtpConfig Parse(string auth) =>
        SmtpConfig.Parse(Encoding.UTF8.GetBytes("{\"host\":\"h.example\",\"user\":\"a@example.com\",\"fromAddress\":\"a@example.com\",\"auth\":{" + auth + "}}"), out _);
}
