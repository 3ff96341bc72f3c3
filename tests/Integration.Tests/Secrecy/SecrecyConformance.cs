using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Leadmetrics.Integration.Tenancy;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Integration.Secrecy;

/// <summary>The whole life of tenants' secrets, told once on either store, with every log, exception, view and activity kept: none of them holds a secret, nor does the database.</summary>
public abstract class SecrecyConformance : TenancyScenario
{
    private const string WrongPassword = "planted-wr0ng";
    private const string ApiKey = "SG.planted-api-key";
    private const string Token = "planted-access-token";
    private const string RefreshToken = "planted-refresh-token";
    private const string ClientSecret = "planted-client-secret";
    private const string UnknownPerson = "planted.person@customer.test";
    private const string Unread = "planted-in-broken-settings";

    private readonly KeptLog _log = new();
    private readonly ConcurrentQueue<string> _shown = new();
    private readonly ConcurrentQueue<string> _traced = new();
    private readonly string _dkimKey = NewDkimKey();
    private readonly string _nextKey = TestHost.NewKey();

    internal override void AddServices(IServiceCollection services) => services.AddLogging(logging => logging.AddProvider(_log).SetMinimumLevel(LogLevel.Trace));

    /// <summary>The folder that holds the database's files, in a state in which all is written.</summary>
    protected abstract Task<string> SettleAsync();

    [Fact]
    public async Task No_secret_lies_in_the_database_or_comes_to_light_in_logs_exceptions_views_and_activities()
    {
        using var measured = new KeptMeasurements();
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = Keep };
        ActivitySource.AddActivityListener(listener);
        await using var endpoint = FakeTokenEndpoint.Start(RefreshToken);
        (endpoint.ClientSecret, endpoint.RotatesRefreshTokens, endpoint.MakeToken) = (ClientSecret, true, number => $"{Token}-{number}");
        var host = await StartAsync(options =>
        {
            options.OAuthBaseAddress = endpoint.BaseAddress;
            options.Smtp.TranscriptTenants.Add(Acme.Value);
            options.Smtp.TranscriptTenants.Add(Globex.Value);
        });

        await LiveWithPasswordsAsync(host);
        await LiveWithTokensAsync(host, endpoint);
        await LiveWithSendGridAsync(host);
        await BeRefusedAsync(host);
        await RotateAsync();

        var secrets = (PlantedSecret[])[.. Secrets().Select(secret => new PlantedSecret(secret))];
        Assert.NotEmpty(_log.Lines);
        Assert.Empty(DumpScan.Texts(_log.Lines, secrets));
        Assert.Empty(DumpScan.Texts(_shown, secrets));
        Assert.Empty(DumpScan.Texts(measured.Lines, secrets));

        // Nor does what the library itself measures, traces and logs hold a person or a word of a mail.
        var people = (PlantedSecret[])[new("jane@customer.test"), new(UnknownPerson.Split('@')[0]), new("hello@acme.test"), new("Hello from the planted subject"), new("user@acme.test")];
        Assert.Contains(_log.Lines, line => line.StartsWith("1091 ", StringComparison.Ordinal) && line.Contains("RCPT TO:<***@customer.test>", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.StartsWith("1092 ", StringComparison.Ordinal) && line.Contains("<***@customer.test> ***@customer.test", StringComparison.Ordinal));
        Assert.Contains(measured.Lines, line => line.StartsWith("leadmetrics.notifications.sends 1", StringComparison.Ordinal));
        Assert.Contains(_traced, line => line.StartsWith("smtp.connect", StringComparison.Ordinal));
        Assert.Empty(DumpScan.Texts(_log.Lines.Where(line => line.StartsWith("10", StringComparison.Ordinal)), people));
        Assert.Empty(DumpScan.Texts(measured.Lines, people));
        Assert.Empty(DumpScan.Texts(_traced, people));
        Assert.Empty(DumpScan.Files(await SettleAsync(), secrets));
    }

    private async Task LiveWithPasswordsAsync(TestHost host)
    {
        var account = Account() with { Dkim = new DkimSettings { Domain = "acme.test", Selector = "s1", PrivateKey = new Secret(_dkimKey) } };
        Show(account);
        var draft = ProviderDraft.From(account);
        Show(draft);
        var row = await host.Providers.AddAsync(Acme, draft);
        Show(await host.Providers.TestAsync(Acme, row.Id));
        Show(await host.Mailer.SendAsync(Acme, Message()));
        Show(await Store.FindAsync(Acme, row.Id));

        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = (account with { Pass = new Secret(WrongPassword) }).ToJson() });
        Show(await host.Providers.TestAsync(Acme, row.Id));
        Show(await host.Providers.ListAsync(Acme));

        var refusal = Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 no"));
        Catcher.Server.At(SmtpPoint.Mail, SmtpFault.Close, times: 1);
        await FailAsync(() => host.Mailer.SendAsync(Acme, Message()));
        await FailAsync(() => host.Mailer.SendAsync(Acme, Message()));
        refusal.Remove();

        // A server that repeats whom it refuses, as an address and alone.
        Catcher.Server.Options.RecipientReplies[UnknownPerson] = $"550 5.1.1 <{UnknownPerson}> {UnknownPerson}: no mailbox {UnknownPerson.Split('@')[0]} here";
        Show(await host.Mailer.SendAsync(Acme, Message("Hello from the planted subject") with { Cc = [new(UnknownPerson)] }));
        await host.Providers.RemoveAsync(Acme, row.Id);

        var closed = await host.Providers.AddAsync(Acme, ProviderDraft.From(account with { Port = ClosedPort() }));
        Show(await host.Providers.TestAsync(Acme, closed.Id));
        var untrusted = await host.Providers.AddAsync(Acme, ProviderDraft.From(account with { Tls = new SmtpTlsSettings { Mode = Smtp.SmtpTlsMode.StartTls } }));
        Show(await host.Providers.TestAsync(Acme, untrusted.Id));
    }

    private async Task LiveWithTokensAsync(TestHost host, FakeTokenEndpoint endpoint)
    {
        Catcher.Server.Options.Capabilities.Auth.Add("XOAUTH2");
        Catcher.Server.Options.Tokens["user@acme.test"] = Token + "-1";
        var given = Account() with { Pass = null, AccessToken = new Secret(Token + "-1") };
        Show(given);
        await AddVerifiedAsync(host, Globex, given);
        var account = Account() with
        {
            Pass = null,
            OAuth = new OAuthSettings { Provider = OAuthProvider.Google, ClientId = endpoint.ClientId, ClientSecret = new Secret(ClientSecret), RefreshToken = new Secret(RefreshToken) },
        };
        Show(account);
        var row = await AddVerifiedAsync(host, Acme, account, priority: 5);
        Show(await host.Mailer.SendAsync(Acme, Message()));
        Show(await host.Providers.GetAsync(Acme, row.Id));

        // What it has rotated to is withdrawn, and the old token ends.
        foreach (var token in endpoint.RefreshTokens) endpoint.Take(token, isTaken: false);
        Clock.Advance(TimeSpan.FromHours(2));
        Show((await host.Providers.TestAsync(Acme, row.Id)).Report);
        await host.Providers.RemoveAsync(Acme, row.Id);
    }

    private async Task LiveWithSendGridAsync(TestHost host)
    {
        var account = new SendGridConfig { ApiKey = new Secret(ApiKey), FromAddress = "hello@acme.test" };
        Show(account);
        var row = await host.Providers.AddAsync(Acme, ProviderDraft.From(account));
        Show(await host.Providers.TestAsync(Acme, row.Id));
        Show(await host.Providers.ListAsync(Acme));
    }

    private async Task BeRefusedAsync(TestHost host)
    {
        foreach (var config in (string[])
        [
            $$"""{"host":"mail.acme.test","pass":"{{Unread}}" """,
            $$"""{"host":"mail.acme.test","pass":{"deep":"{{Unread}}"},"fromAddress":"a@acme.test"}""",
            $$"""{"host":"mail.acme.test","user":"u","pass":"{{Unread}}","auth":{"pass":"other"},"fromAddress":"a@acme.test"}""",
            $$"""{"host":"{{Unread}} x","fromAddress":"a@acme.test"}""",
            $$"""{"host":"mail.acme.test","fromAddress":"a@acme.test","dkim":{"domain":"acme.test","selector":"s","privateKey":"{{Unread}}" } }""",
        ])
        {
            await FailAsync(() => host.Providers.AddAsync(Acme, new ProviderDraft { Provider = ProviderWords.Smtp, Config = System.Text.Encoding.UTF8.GetBytes(config) }));
        }

        await FailAsync(() => TestHost.StartAsync(UseStore, Unread));
        var stranger = await StartAsync(key: TestHost.NewKey());
        await FailAsync(() => stranger.Mailer.SendAsync(Globex, Message()));
        Show(await stranger.Providers.ListAsync(Globex));
    }

    private async Task RotateAsync()
    {
        var host = await StartAsync(options => options.Keys.Add(new KeyOptions { Key = Key, State = KeyState.Compromised }), _nextKey);
        Show(await host.Get<IKeyRotation>().RotateAsync());
        Show(await host.Providers.ListAsync(Globex));
        Show(host.Get<IOptions<Leadmetrics.Notifications.Hosting.NotificationsOptions>>().Value.Platform.ToString());
    }

    private IEnumerable<string> Secrets() =>
    [
        Password, WrongPassword, ApiKey, Token, RefreshToken, ClientSecret, Unread, Key, _nextKey,
        .. _dkimKey.Split('\n').Where(line => line.Length == 64).Take(3),
    ];

    private async Task FailAsync(Func<Task> work)
    {
        var failed = await Assert.ThrowsAnyAsync<Exception>(work);
        Show(failed);
        for (var inner = failed; inner is not null; inner = inner.InnerException) _shown.Enqueue($"{inner.Message} {string.Join(' ', inner.Data.Values.Cast<object>())}");
    }

    // As text, as a log would print it, and as JSON, as an API would.
    private void Show(object? shown)
    {
        _shown.Enqueue(shown?.ToString() ?? "");
        if (shown is System.Collections.IEnumerable several and not string)
        {
            foreach (var one in several) Show(one);
        }
        else if (shown is not (null or Exception or ProviderDraft or ProviderRow or string))
        {
            _shown.Enqueue(JsonSerializer.Serialize(shown, shown.GetType()));
        }
    }

    private void Keep(Activity activity)
    {
        var events = activity.Events.Select(told => $"{told.Name} {string.Join("; ", told.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}");
        var text = $"{activity.DisplayName} {activity.StatusDescription} {string.Join("; ", activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} {string.Join("; ", events)} {string.Join("; ", activity.Baggage)}";
        _shown.Enqueue(text);
        if (activity.Source.Name == TelemetryNames.ActivitySource) _traced.Enqueue(text);
    }

    private static string NewDkimKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
