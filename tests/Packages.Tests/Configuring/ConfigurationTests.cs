using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.AspNetCore;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Postgres;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Ses;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Sqlite;
using Leadmetrics.Notifications.Tests;
using Leadmetrics.Smtp;

namespace Leadmetrics.Packages.Configuring;

/// <summary>docs/configuration.md is made of the options' own documentation, which tells their own defaults.</summary>
public sealed class ConfigurationTests
{
    private const string Head = """
        # Configuration

        Made of the options' own documentation by the tests, which also hold each default against what a new host, or a new account, has. Do not edit it here.

        A host hands a section of its configuration to `AddLeadmetricsNotifications`; below it is called `Notifications`. Each key may stand in `appsettings.json`, in an environment variable
        (`Notifications__Queue__Lease=00:00:30`), or wherever the host's configuration comes from; code may set it as well: `services.Configure<NotificationsOptions>(options => …)`.

        - A *duration* is `[days.]hours:minutes:seconds`: `00:00:30` is 30 seconds, `30.00:00:00` is 30 days.
        - *Octets* are a plain number: `26214400` is 25 MiB.
        - A *list* is an array in JSON, and `…:0`, `…:1` elsewhere.
        - What is out of its bounds, or contradicts itself, keeps the host from starting; the message names the key.

        The settings of a tenant's account are no configuration of the host: they stand in its row, under *Settings of an account* at the end. A host without a database takes accounts from configuration all the
        same: `AddConfiguredProviders`, in the README.

        """;

    private static IEnumerable<(string Title, OptionSection Section)> InCode =>
    [
        ("`UsePostgres(…, options => …)`: `PostgresStoreOptions`", OptionSection.Read(typeof(PostgresStoreOptions), "")),
        ("`UseSqlite(…, options => …)`: `SqliteStoreOptions`", OptionSection.Read(typeof(SqliteStoreOptions), "")),
        ("`AddTenantContext<T>(options => …)`: `NotificationsApiOptions`", OptionSection.Read(typeof(NotificationsApiOptions), "")),
    ];

    [Fact]
    public Task The_page_lists_every_option_with_its_default_and_unit() => DocumentedPage.CompareAsync("configuration.md", Page(), "the options");

    [Fact]
    public void Every_class_of_options_of_the_host_is_on_the_page()
    {
        var page = Page();
        var classes = new[] { typeof(NotificationsOptions), typeof(PostgresStoreOptions), typeof(SqliteStoreOptions), typeof(NotificationsApiOptions) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            // Options of a call are given with it.
            .Where(type => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal) && type.Name is not ("SendOptions" or "QueueOptions" or "VerificationOptions"))
            .ToArray();

        Assert.NotEmpty(classes);
        Assert.All(classes, type => Assert.All(type.GetProperties(), property => Assert.Contains(property.Name, page, StringComparison.Ordinal)));
        Assert.Equal(
            classes.Select(type => type.Name).Order(StringComparer.Ordinal),
            new[] { OptionSection.Read(typeof(NotificationsOptions), "Notifications") }.Concat(InCode.Select(entry => entry.Section)).SelectMany(section => section.WithAllWithin()).Select(section => section.Type.Name).Where(name => name.EndsWith("Options", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("smtp", """{ "host": "smtp.example.com", "fromAddress": "app@example.com" }""")]
    [InlineData("sendgrid", """{ "apiKey": "SG.x", "fromAddress": "app@example.com" }""")]
    [InlineData("ses", """{ "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "x", "region": "eu-west-1", "fromAddress": "app@example.com" }""")]
    public void Every_setting_of_an_account_is_read_by_the_name_that_it_has_on_the_page(string provider, string least)
    {
        var names = AccountSettings.All().Single(account => account.Provider == provider).Rows().Select(row => row.Key).ToArray();
        Assert.True(names.Length > 8);
        Assert.Equal(names.Distinct(), names);
        // A name that nobody knows is warned about; one that is known and says nothing is not.
        Assert.Contains("nobodyKnowsIt", Unknown(provider, least, "nobodyKnowsIt"));
        Assert.All(names, name => Assert.Empty(Unknown(provider, least, name)));
    }

    [Fact]
    public void Every_setting_that_is_written_into_a_row_is_on_the_page()
    {
        var secret = new Secret("x");
        var limits = new SendingLimits { PerSecond = 1, PerMinute = 2, PerHour = 3, PerDay = 4, CountMessages = true };
        var smtp = new SmtpConfig
        {
            Host = "smtp.example.com",
            Port = 2525,
            Secure = true,
            User = "user",
            Pass = secret,
            FromAddress = "app@example.com",
            FromName = "App",
            Name = "app.example.com",
            ConnectionTimeout = TimeSpan.FromSeconds(1),
            SocketTimeout = TimeSpan.FromSeconds(1),
            Pool = new SmtpPoolSettings { MaxConnections = 1, MaxMessages = 2, MaxInFlight = 3 },
            Tls = new SmtpTlsSettings { Mode = SmtpTlsMode.Implicit, RejectUnauthorized = false, ServerName = "mx.example.com" },
            AllowedFromDomains = ["example.net"],
            TagHeaders = true,
            Dkim = new DkimSettings { Domain = "example.com", Selector = "s1", PrivateKey = secret },
            Bounces = new BounceSettings { Address = "bounces@example.com", Verp = true },
            Limits = limits,
            Fallback = ProviderFallback.Platform,
        };
        IsListed("smtp", smtp.ToJson());
        IsListed("smtp", (smtp with { AccessToken = secret }).ToJson());
        IsListed("smtp", (smtp with { OAuth = new OAuthSettings { Provider = OAuthProvider.Microsoft, ClientId = "c", ClientSecret = secret, RefreshToken = secret, Directory = "common" } }).ToJson());
        IsListed("smtp", (smtp with { UsePool = false }).ToJson());
        IsListed("sendgrid", new SendGridConfig
        {
            ApiKey = secret,
            FromAddress = "app@example.com",
            FromName = "App",
            Region = SendGridRegion.Eu,
            Sandbox = true,
            Categories = ["a"],
            IpPool = "p",
            TrackOpens = true,
            TrackClicks = true,
            UnsubscribeGroup = 1,
            WebhookPublicKey = "k",
            AllowedFromDomains = ["example.net"],
            Limits = limits,
            Fallback = ProviderFallback.Platform,
        }.ToJson());
        IsListed("ses", new SesConfig
        {
            AccessKeyId = "A",
            SecretAccessKey = secret,
            SessionToken = secret,
            Region = "eu-west-1",
            FromAddress = "app@example.com",
            FromName = "App",
            AllowedFromDomains = ["example.net"],
            ConfigurationSet = "s",
            Limits = limits,
            Fallback = ProviderFallback.Platform,
        }.ToJson());

        static void IsListed(string provider, ReadOnlyMemory<byte> written)
        {
            var listed = AccountSettings.All().Single(account => account.Provider == provider).Rows().Select(row => row.Key).ToHashSet();
            var names = JsonNode.Parse(written.Span)!.AsObject().SelectMany(field => field.Value is JsonObject inner ? inner.Select(within => $"{field.Key}.{within.Key}") : [field.Key]).ToArray();
            Assert.True(names.Length > 8);
            Assert.All(names, name => Assert.Contains(name, listed));
        }
    }

    private static IEnumerable<string> Unknown(string provider, string least, string name)
    {
        var json = JsonNode.Parse(least)!.AsObject();
        var parts = name.Split('.');
        if (!json.ContainsKey(parts[0])) json[parts[0]] = parts.Length == 1 ? null : new JsonObject { [parts[1]] = null };
        var octets = Encoding.UTF8.GetBytes(json.ToJsonString());
        IReadOnlyList<ProviderWarning> warnings;
        switch (provider)
        {
            case "smtp": SmtpConfig.Parse(octets, out warnings); break;
            case "sendgrid": SendGridConfig.Parse(octets, out warnings); break;
            default: SesConfig.Parse(octets, out warnings); break;
        }

        return warnings.Where(warning => warning.Remedy.Code == Remedies.UnknownProperty.Code).Select(warning => warning.Field);
    }

    private static string Page()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        page.Append("\n## Of the host\n");
        foreach (var section in OptionSection.Read(typeof(NotificationsOptions), "Notifications").WithAllWithin()) Write(page, $"`{section.Path}`", section);
        page.Append("\n## Given in code\n");
        foreach (var (title, section) in InCode.SelectMany(entry => entry.Section.WithAllWithin().Select(section => (section.Path.Length == 0 ? entry.Title : $"`{section.Path}`", section)))) Write(page, title, section);
        page.Append("\n## Settings of an account\n\nJSON, sealed in the tenant's row; `lmn provider add` and `POST /api/providers` take the same names. Durations are in milliseconds here. A name that is not known is stored with a warning.\n");
        foreach (var account in AccountSettings.All()) account.Write(page);
        return page.ToString();
    }

    private static void Write(StringBuilder page, string title, OptionSection section)
    {
        // The path stands in the heading; a row needs its last name alone.
        page.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n### {title}\n\n{section.Meaning}\n");
        if (section.Rows.Count == 0) return;
        page.Append("\n| key | value | default | |\n|---|---|---|---|\n");
        foreach (var row in section.Rows) page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{row.Key.Split(':')[^1]}` | {Cell(row.Form)} | {Cell(row.Default)} | {Cell(row.Meaning)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
