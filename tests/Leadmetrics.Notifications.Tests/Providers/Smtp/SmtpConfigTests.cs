using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

public sealed class SmtpConfigTests
{
    private const string Least = """ "host":"smtp.example.com","fromAddress":"a@example.com" """;

    private const string Whole = """
        {"host":"smtp.example.com","port":2525,"secure":true,"user":"jane","pass":"p w","fromAddress":"a@example.com","fromName":"Jane","name":"app.example.com",
        "connectionTimeout":1500,"socketTimeout":60000,"pool":{"maxConnections":3,"maxMessages":40,"maxInFlight":2},"tls":{"mode":"starttls","rejectUnauthorized":false,"servername":"mx.example.com"},
        "allowedFromDomains":["example.net"],"tagHeaders":true,"limits":{"perSecond":1,"perMinute":2,"perHour":3,"perDay":4,"count":"messages"}}
        """;

    /// <summary>Field named, reason, settings.</summary>
    public static TheoryData<string, string, string> Refused
    {
        get
        {
            var rows = new TheoryData<string, string, string>
            {
                { "host", "is missing", """ "fromAddress":"a@example.com" """ },
                { "host", "is missing", """ "host":"","fromAddress":"a@example.com" """ },
                { "host", "is missing", """ "host":null,"fromAddress":"a@example.com" """ },
                { "fromAddress", "is missing", """ "host":"h.example" """ },
                { "fromAddress", "has no domain", """ "host":"h.example","fromAddress":"jane" """ },
                { "allowedFromDomains[1]", "has a domain that is not valid", Least + ""","allowedFromDomains":["a.example","b b"]""" },
                { "allowedFromDomains", "is not a list of strings", Least + ""","allowedFromDomains":"a.example" """ },
                { "allowedFromDomains", "is not a list of strings", Least + ""","allowedFromDomains":[1]""" },
                { "name", "is neither a domain nor an address literal", Least + ""","name":"a b" """ },
                { "tls.mode", "is none of implicit, starttls, opportunistic, none", Least + ""","tls":{"mode":"ssl"}""" },
                { "tls", "is not a JSON object", Least + ""","tls":true""" },
                { "tls.rejectUnauthorized", "is not true or false", Least + ""","tls":{"rejectUnauthorized":0}""" },
                { "tls.servername", "holds a character that no host name has", Least + ""","tls":{"servername":"a b"}""" },
                { "auth", "is not a JSON object", Least + ""","auth":"login" """ },
                { "auth.type", "is none of login, oauth2", Least + ""","auth":{"type":"plain"}""" },
                { "auth.user", "differs from user: give it once", Least + ""","user":"a","pass":"p","auth":{"user":"b"}""" },
                { "auth.pass", "differs from pass: give it once", Least + ""","user":"a","pass":"p","auth":{"pass":"q"}""" },
                { "auth.provider", "is missing: give google or microsoft, or an accessToken", Least + ""","user":"a","auth":{"type":"oauth2"}""" },
                { "auth.type", "is login, but there is an access token: set it to oauth2", Least + ""","user":"a","auth":{"accessToken":"t"}""" },
                { "pass", "is missing, but there is a user", Least + ""","user":"a" """ },
                { "pass", "is missing, but there is a user", Least + ""","user":"a","pass":"" """ },
                { "user", "is missing, but there is a password or token", Least + ""","pass":"p" """ },
                { "pool", "is not true or false", Least + ""","pool":[]""" },
                { "limits", "is not a JSON object", Least + ""","limits":5""" },
                { "limits.count", "is none of recipients, messages", Least + ""","limits":{"count":"bytes"}""" },
            };
            foreach (var name in new[] { "host", "user", "fromAddress", "fromName", "name" })
            {
                var others = name switch { "host" => """ "fromAddress":"a@example.com" """, "fromAddress" => """ "host":"h.example" """, _ => Least };
                rows.Add(name, "is not a string", $"{others},\"{name}\":5");
                foreach (var character in new[] { "\\r", "\\n", "\\u0000" }) rows.Add(name, "holds a CR, LF or NUL", $"{others},\"{name}\":\"a{character}b\"");
            }

            rows.Add("pass", "is not a string", Least + ""","user":"a","pass":5""");
            rows.Add("tls.servername", "holds a CR, LF or NUL", Least + ""","tls":{"servername":"a\nb"}""");
            rows.Add("auth.user", "holds a CR, LF or NUL", Least + ""","auth":{"user":"a\nb"}""");
            rows.Add("allowedFromDomains[0]", "holds a CR, LF or NUL", Least + ""","allowedFromDomains":["a\nb"]""");
            foreach (var (name, most) in new[] { ("port", 65535), ("maxConnections", 100), ("maxMessages", 100_000) }) AddBounds(name, "{0}", 1, most);
            AddBounds("connectionTimeout", "{0}", 100, 600_000);
            AddBounds("socketTimeout", "{0}", 100, 3_600_000);
            AddBounds("pool.maxConnections", "{{\"maxConnections\":{0}}}", 1, 100);
            AddBounds("pool.maxMessages", "{{\"maxMessages\":{0}}}", 1, 100_000);
            AddBounds("pool.maxInFlight", "{{\"maxInFlight\":{0}}}", 1, 64);
            foreach (var name in new[] { "perSecond", "perMinute", "perHour", "perDay" }) AddBounds("limits." + name, $"{{{{\"{name}\":{{0}}}}}}", 1, int.MaxValue);
            foreach (var flag in new[] { "secure" }) rows.Add(flag, "is not true or false", $"{Least},\"{flag}\":\"yes\"");
            return rows;

            void AddBounds(string path, string form, int least, long most)
            {
                var reason = FormattableString.Invariant($"is not a whole number from {least} to {most}");
                foreach (var wrong in new[] { $"{least - 1}", $"{most + 1}", "-1", "1.5", "\"\"", "\"x\"", "true", "\"999999999999\"" })
                {
                    rows.Add(path, reason, $"{Least},\"{path.Split('.')[0]}\":{string.Format(System.Globalization.CultureInfo.InvariantCulture, form, wrong)}");
                }
            }
        }
    }

    /// <summary>Settings, the field warned about, the remedy.</summary>
    public static TheoryData<string, string, string> Warned => new()
    {
        { """ "port":587,"secure":true""", "secure", Remedies.PortSpeaksStartTls.Code },
        { """ "port":465,"secure":false""", "secure", Remedies.PortExpectsImplicitTls.Code },
        { """ "service":"gmail" """, "service", "unknown-property" },
        { """ "Host":"h" """, "Host", "unknown-property" },
        { """ "tls":{"ca":"x"}""", "tls.ca", "unknown-property" },
        { """ "auth":{"realm":"x"}""", "auth.realm", "unknown-property" },
        { """ "pool":{"rate":1}""", "pool.rate", "unknown-property" },
        { """ "limits":{"perWeek":1}""", "limits.perWeek", "unknown-property" },
        { """ "a\nb":1""", "a b", "unknown-property" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_wrong_is_named_by_field_and_reason(string field, string reason, string settings)
    {
        var refused = Assert.Throws<ProviderConfigException>(() => Parse("{" + settings + "}"));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    [Theory]
    [MemberData(nameof(Warned))]
    public void What_looks_wrong_is_read_with_a_warning_that_names_field_and_remedy(string settings, string field, string remedy)
    {
        SmtpConfig.Parse(Utf8("{" + Least + "," + settings + "}"), out var warnings);

        var warning = Assert.Single(warnings, warning => warning.Field == field);
        Assert.Equal(remedy, warning.Remedy.Code);
    }

    [Theory]
    [InlineData(587, "\"secure\":false")]
    [InlineData(465, "\"secure\":true")]
    [InlineData(465, "\"user\":\"\"")]
    [InlineData(25, "\"secure\":true")]
    [InlineData(465, "\"secure\":false,\"tls\":{\"mode\":\"implicit\"}")]
    public void What_fits_together_is_read_without_a_warning(int port, string settings)
    {
        SmtpConfig.Parse(Utf8($$"""{ {{Least}},"port":{{port}},{{settings}} }"""), out var warnings);

        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData(""" "tls":{"mode":"STARTTLS"} """, """ "tls":{"mode":"starttls"} """)]
    [InlineData(""" "auth":{"type":"OAuth2","user":"a","accessToken":"t"} """, """ "auth":{"type":"oauth2","user":"a","accessToken":"t"} """)]
    [InlineData(""" "fallback":"Platform" """, """ "fallback":"platform" """)]
    public void A_word_is_read_in_whatever_case_and_written_in_its_own(string given, string meant) =>
        Assert.Equal(Encoding.UTF8.GetString(SmtpConfig.Parse(Utf8($"{{{Least},{meant}}}"), out _).ToJson().Span), Encoding.UTF8.GetString(SmtpConfig.Parse(Utf8($"{{{Least},{given}}}"), out _).ToJson().Span));

    [Fact]
    public void Every_property_of_the_specification_is_read_under_exactly_its_name()
    {
        var config = SmtpConfig.Parse(Utf8(Whole), out var warnings);

        Assert.Equal(("smtp.example.com", 2525, true, "jane", "p w"), (config.Host, config.Port, config.Secure, config.User, config.Pass!.Reveal()));
        Assert.Equal(("a@example.com", "Jane", "app.example.com"), (config.FromAddress, config.FromName, config.Name));
        Assert.Equal((TimeSpan.FromMilliseconds(1500), TimeSpan.FromMinutes(1)), (config.ConnectionTimeout, config.SocketTimeout));
        Assert.Equal(new SmtpPoolSettings { MaxConnections = 3, MaxMessages = 40, MaxInFlight = 2 }, config.Pool);
        Assert.Equal(new SmtpTlsSettings { Mode = SmtpTlsMode.StartTls, RejectUnauthorized = false, ServerName = "mx.example.com" }, config.Tls);
        Assert.Equal(["example.net"], config.AllowedFromDomains);
        Assert.Equal(new SendingLimits { PerSecond = 1, PerMinute = 2, PerHour = 3, PerDay = 4, CountMessages = true }, config.Limits);
        Assert.Empty(warnings);
    }

    [Fact]
    public void Left_out_properties_have_their_documented_values()
    {
        var config = Parse("{" + Least + "}");

        Assert.Equal((587, null, null, null, true), (config.Port, config.Secure, config.User, config.Pass, config.UsePool));
        Assert.Equal((new SmtpPoolSettings(), new SmtpTlsSettings()), (config.Pool, config.Tls));
        Assert.Null(config.ExplicitTlsMode);
        Assert.Null(Parse("{" + Least + ",\"port\":465}").Secure);
    }

    [Theory]
    [InlineData(465, null, SmtpTlsMode.Implicit)]
    [InlineData(465, true, SmtpTlsMode.Implicit)]
    [InlineData(465, false, null)]
    [InlineData(587, null, null)]
    [InlineData(2525, true, SmtpTlsMode.Implicit)]
    public void Secure_means_the_same_built_in_code_read_from_json_and_written_in_between(int port, bool? secure, SmtpTlsMode? mode)
    {
        var built = new SmtpConfig { Host = "smtp.example.com", FromAddress = "a@example.com", Port = port, Secure = secure };
        var read = SmtpConfig.Parse(built.ToJson(), out _);

        Assert.Equal((secure, mode, mode), (read.Secure, built.ExplicitTlsMode, read.ExplicitTlsMode));
    }

    [Theory]
    [InlineData("implicit", SmtpTlsMode.Implicit)]
    [InlineData("starttls", SmtpTlsMode.StartTls)]
    [InlineData("opportunistic", SmtpTlsMode.StartTlsWhenAvailable)]
    [InlineData("none", SmtpTlsMode.None)]
    public void The_tls_mode_wins_over_secure(string word, SmtpTlsMode mode)
    {
        Assert.Equal(mode, Parse($$"""{ {{Least}},"secure":true,"tls":{"mode":"{{word}}"} }""").ExplicitTlsMode);
        Assert.Equal(mode, Parse($$"""{ {{Least}},"secure":false,"tls":{"mode":"{{word}}"} }""").ExplicitTlsMode);
    }

    [Fact]
    public void The_flat_pool_forms_are_read_too_and_the_object_wins()
    {
        Assert.Equal(new SmtpPoolSettings { MaxConnections = 4, MaxMessages = 9 }, Parse("{" + Least + ",\"pool\":true,\"maxConnections\":4,\"maxMessages\":9}").Pool);
        Assert.Equal(new SmtpPoolSettings { MaxConnections = 2, MaxMessages = 9 }, Parse("{" + Least + ",\"pool\":{\"maxConnections\":2},\"maxConnections\":4,\"maxMessages\":9}").Pool);
        Assert.False(Parse("{" + Least + ",\"pool\":false}").UsePool);
    }

    [Fact]
    public void The_same_user_and_password_may_stand_in_both_homes_or_in_either()
    {
        foreach (var settings in new[] { """ "user":"a","pass":"p" """, """ "auth":{"type":"login","user":"a","pass":"p"}""", """ "user":"a","auth":{"pass":"p"}""", """ "user":"a","pass":"p","auth":{"user":"a","pass":"p"}""" })
        {
            var config = Parse("{" + Least + "," + settings + "}");
            Assert.Equal(("a", "p"), (config.User, config.Pass!.Reveal()));
        }
    }

    [Fact]
    public void Numbers_and_flags_may_come_as_strings()
    {
        var config = Parse("{" + Least + """,  "port":"465","secure":"True","pool":"false","connectionTimeout":"200"}""");

        Assert.Equal((465, true, false, TimeSpan.FromMilliseconds(200)), (config.Port, config.Secure, config.UsePool, config.ConnectionTimeout));
    }

    [Fact]
    public void A_server_name_that_a_form_left_empty_is_none() => Assert.Null(Parse("{" + Least + ",\"tls\":{\"servername\":\"\"}}").Tls.ServerName);

    [Theory]
    [InlineData(Whole)]
    [InlineData("{" + Least + "}")]
    [InlineData("{" + Least + ",\"pool\":false,\"maxConnections\":2,\"maxMessages\":7}")]
    [InlineData("{" + Least + ",\"user\":\"a\",\"auth\":{\"type\":\"oauth2\",\"accessToken\":\"tok\"}}")]
    [InlineData("{" + Least + ",\"user\":\"\",\"pass\":\"\"}")]
    [InlineData("{" + Least + ",\"port\":465,\"secure\":false,\"fromName\":\"J\\u00fcrgen \\\"J\\\" \\ud83d\\ude00\"}")]
    public void What_is_written_reads_back_the_same(string settings)
    {
        var config = Parse(settings);
        var again = SmtpConfig.Parse(config.ToJson(), out _);

        Assert.Equal(config.AllowedFromDomains, again.AllowedFromDomains);
        Assert.Equal(config with { AllowedFromDomains = [] }, again with { AllowedFromDomains = [] });
        Assert.Equal(config.ToJson().ToArray(), again.ToJson().ToArray());
    }

    [Fact]
    public void What_is_written_holds_only_names_of_the_specification()
    {
        string[] known = ["host", "port", "secure", "user", "pass", "fromAddress", "fromName", "name", "connectionTimeout", "socketTimeout", "pool", "maxConnections", "maxMessages", "tls", "auth", "limits", "dkim", "allowedFromDomains", "tagHeaders"];
        var config = Parse(Whole) with { AccessToken = new Secret("t") };

        Assert.Subset(known.ToHashSet(), JsonNode.Parse(config.ToJson().Span)!.AsObject().Select(property => property.Key).ToHashSet());
    }

    private static SmtpConfig Parse(string json) => SmtpConfig.Parse(Utf8(json), out _);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
