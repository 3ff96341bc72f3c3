using System.Net;
using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.AspNetCore.Tests.Contract;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Secrecy;

/// <summary>Secrets go in and never come out: not in an answer, a problem, a document, a page or a log line.</summary>
public abstract class SecrecyConformance(SharedHost shared) : ApiScenario(shared)
{
    private const string Password = "pl4nted/pass+word";
    private const string Wrong = "pl4nted-wr0ng-password";
    private const string ApiKey = "SG.pl4nted-api-key";
    private const string AccessKey = "pl4nted/secret+access/key";
    private const string Session = "pl4nted-session-token";
    private const string Refresh = "pl4nted-refresh-token";
    private const string ClientSecret = "pl4nted-client-secret";
    private const string Unread = "pl4nted-in-broken-settings";

    private readonly List<string> _answers = [];
    private readonly string _dkim = NewDkimKey();

    [Fact]
    public async Task No_secret_comes_back_in_any_answer_or_log_line()
    {
        await using var sendGrid = FakeSendGrid.Start();
        await using var ses = FakeSes.Start();
        await using var tokens = FakeTokenEndpoint.Start("another-token");
        var host = await StartAsync(new Dictionary<string, string>
        {
            ["Notifications:SendGridBaseAddress"] = sendGrid.BaseAddress.ToString(),
            ["Notifications:SesBaseAddress"] = ses.BaseAddress.ToString(),
            ["Notifications:OAuthBaseAddress"] = tokens.BaseAddress.ToString(),
        });
        var caller = host.NewTenant("acme");
        Catcher.Server.Options.AcceptAnyCredentials = false;
        Catcher.Server.Options.Users["app"] = Password;
        var dkim = $$""","dkim":{"domain":"acme.test","selector":"s1","privateKey":{{System.Text.Json.JsonSerializer.Serialize(_dkim)}}}""";

        string[] rows =
        [
            await PlantAsync(caller, "smtp", Settings($$""","user":"app","pass":"{{Password}}"{{dkim}}""")),
            await PlantAsync(caller, "smtp", Settings($$""","auth":{"type":"login","user":"app","pass":"{{Wrong}}"}""")),
            await PlantAsync(caller, "smtp", Settings($$""","auth":{"type":"oauth2","user":"app","provider":"google","clientId":"x","clientSecret":"{{ClientSecret}}","refreshToken":"{{Refresh}}"}""")),
            await PlantAsync(caller, "sendgrid", $$"""{"apiKey":"{{ApiKey}}","fromAddress":"hello@acme.test"}"""),
            await PlantAsync(caller, "ses", $$"""{"accessKeyId":"AKIAFAKEFAKEFAKEFAKE","secretAccessKey":"{{AccessKey}}","sessionToken":"{{Session}}","region":"eu-west-1","fromAddress":"hello@acme.test"}"""),
        ];
        foreach (var row in rows)
        {
            Keep(await caller.PostAsync($"/api/providers/{row}/test", """{"triesSender":true}"""));
            Keep(await caller.PostAsync($"/api/providers/{row}/test", null, ("Accept", "text/event-stream")));
        }

        await SendAsync(caller, rows[0]);
        await BeRefusedAsync(caller, rows[0]);
        await ReadAsync(host, caller, rows);

        var secrets = Secrets(caller).SelectMany(Forms).ToArray();
        Assert.True(_answers.Count > 50 && host.Log.Lines.Count > 100);
        Assert.DoesNotContain(_answers, answer => secrets.Any(secret => answer.Contains(secret, StringComparison.Ordinal)));
        Assert.DoesNotContain(host.Log.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    private async Task<string> PlantAsync(Caller caller, string provider, string config)
    {
        var added = Keep(await AddAsync(caller, config, provider)).Is(HttpStatusCode.Created);
        Assert.True(added["hasSecret"].GetBoolean());
        return Id(added);
    }

    private async Task SendAsync(Caller caller, string row)
    {
        Keep(await caller.PostAsync("/api/email/send", "{\"message\":" + Message() + "}")).Is(HttpStatusCode.OK);
        Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Reply($"535 5.7.8 the password {Password} is wrong"));
        Keep(await caller.PostAsync($"/api/providers/{row}/test"));
        Catcher.Server.At(SmtpPoint.Mail, SmtpFault.Reply("550 no"));
        Keep(await caller.PostAsync("/api/email/send", "{\"message\":" + Message() + "}"));
        var id = await QueueAsync(caller);
        await UntilAsync(async () => Keep(await caller.GetAsync($"/api/email/messages/{id}"))["state"].GetString() != "ready");
    }

    private async Task BeRefusedAsync(Caller caller, string row)
    {
        foreach (var body in (string[])
        [
            $$"""{"provider":"smtp","config":{"host":"a.test","pass":"{{Unread}}" """,
            $$$"""{"provider":"smtp","config":{"host":"a.test","user":"u","pass":{"deep":"{{{Unread}}}"},"fromAddress":"a@acme.test"}}""",
            $$$"""{"provider":"smtp","config":{"host":"{{{Unread}}} x","fromAddress":"a@acme.test"}}""",
            $$$"""{"provider":"smtp","config":{"host":"a.test","pass":"{{{Unread}}}","fromAddress":"a@acme.test"}}""",
            $$$$"""{"provider":"smtp","config":{"host":"a.test","fromAddress":"a@acme.test","dkim":{"domain":"acme.test","selector":"s","privateKey":"{{{{Unread}}}}"}}}""",
            $$$"""{"provider":"sendgrid","config":{"apiKey":"{{{Unread}}}","fromAddress":"a@acme.test","webhookPublicKey":"{{{Unread}}}"}}""",
            $$$"""{"provider":"pigeon","config":{"pass":"{{{Unread}}}"}}""",
            $$"""{"provider":"smtp","config":"{{Unread}}"}""",
            $$"""{"provider":"smtp","config":{},"priority":"{{Unread}}"}""",
            $$$$"""{"provider":7,"config":{"pass":"{{{{Unread}}}}"}}""",
        ])
        {
            Assert.InRange((int)Keep(await caller.PostAsync("/api/providers", body)).Status, 400, 499);
            Assert.InRange((int)Keep(await caller.PutAsync($"/api/providers/{row}", body)).Status, 400, 499);
        }
    }

    // Everything that can be read, on every route that the host has, and the pages beside it.
    private async Task ReadAsync(ApiHost host, Caller caller, string[] rows)
    {
        foreach (var route in ApiRoute.Of(host).Where(route => route.IsOfApi && !route.IsWrite && !route.Pattern.EndsWith("/stream", StringComparison.Ordinal)))
        {
            foreach (var row in rows) Keep(await caller.GetAsync(route.Path.Replace("nobody", row, StringComparison.Ordinal)));
        }

        Assert.Contains("paths", Keep(await caller.GetAsync("/openapi/v1.json")).Text, StringComparison.Ordinal);
        Keep(await caller.GetAsync("/notifications/"));
        Keep(await caller.GetAsync("/health"));
    }

    private IEnumerable<string> Secrets(Caller caller) =>
        [Password, Wrong, ApiKey, AccessKey, Session, Refresh, ClientSecret, Unread, caller.Key, .. _dkim.Split('\n').Where(line => line.Length == 64).Take(3)];

    // As it is, and as it may stand in JSON, in base64 and in a path.
    private static IEnumerable<string> Forms(string secret) => new[]
    {
        secret, System.Text.Json.JsonEncodedText.Encode(secret).Value, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^1], Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret),
    }.Distinct(StringComparer.Ordinal);

    private Answer Keep(Answer answer)
    {
        _answers.Add(answer.Whole());
        return answer;
    }

    private static string NewDkimKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
