using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Egress;
using Leadmetrics.Notifications.Tests.Mime;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>
/// Each setting and each field of a message with each payload, all the way to a server that keeps every octet: it is an error that names the field
/// before anything is dialled, or the server hears what it would have heard anyway.
/// </summary>
public sealed class InjectionOnTheWireTests
{
    private static readonly string[] Commands =
        ["\r\nRSET\r\nMAIL FROM:<x@evil.example>", "\nQUIT", ">\r\nRCPT TO:<x@evil.example>\r\nDATA", "\r\nBDAT 0 LAST\r\n", "\r\n.\r\nMAIL FROM:<x@evil.example>\r\n"];

    private static readonly string[] LineBreaking = [.. Texts.LineBreaking, .. Commands];

    private static readonly Dictionary<string, Action<JsonObject, string>> Settings = new()
    {
        ["host"] = (json, s) => json["host"] = $"smtp{s}host.example",
        ["name"] = (json, s) => json["name"] = $"client{s}host.example",
        ["fromAddress"] = (json, s) => json["fromAddress"] = $"a{s}b@example.com",
        ["fromAddress domain"] = (json, s) => json["fromAddress"] = $"a@exam{s}ple.com",
        ["fromName"] = (json, s) => json["fromName"] = $"a{s}b",
        ["tls.servername"] = (json, s) => json["tls"] = new JsonObject { ["servername"] = $"smtp{s}host.example" },
        ["allowedFromDomains[0]"] = (json, s) => json["allowedFromDomains"] = new JsonArray($"exam{s}ple.org"),
    };

    private static CancellationToken Cancel => Accounts.Cancel;

    public static TheoryData<string> SettingNames => [.. Settings.Keys];

    public static TheoryData<string> FieldNames => InjectedField.Names;

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task A_line_break_in_a_message_is_refused_by_the_name_of_its_field_and_nothing_is_dialled(string name)
    {
        var field = InjectedField.Of(name);
        await using var server = ScriptedSmtpServer.Start();
        foreach (var payload in LineBreaking)
        {
            var error = await Assert.ThrowsAsync<EmailMessageException>(() => SendAsync(server, field.With(Accounts.Message, payload)));
            Assert.Equal(field.Field, error.Field);
            Assert.DoesNotContain(payload, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(server.Connections);
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public async Task What_only_resembles_a_line_break_leaves_the_dialogue_as_it_was(string name)
    {
        var field = InjectedField.Of(name);
        foreach (var isChunking in new[] { false, true })
        {
            await using var server = ScriptedSmtpServer.Start(options => options.Capabilities.Chunking = isChunking);
            foreach (var payload in Texts.NotLineBreaking.Where(payload => !field.Takes(payload)))
            {
                var error = await Assert.ThrowsAsync<EmailMessageException>(() => SendAsync(server, field.With(Accounts.Message, payload)));
                Assert.Equal(field.Field, error.Field);
            }

            Assert.Empty(server.Connections);
            string[] taken = ["x", .. Texts.NotLineBreaking.Where(field.Takes)];
            foreach (var payload in taken) await SendAsync(server, field.With(Accounts.Message, payload));

            Assert.Equal((taken.Length, taken.Length), (server.Connections.Count, server.Messages.Count));
            Assert.All(server.Messages, message => Assert.Equal(isChunking, message.ByBdat));
            var usual = RecordedDialogue.AssertOneMessage(server.Connections[0]);
            Assert.All(server.Connections, connection => Assert.Equal(usual, RecordedDialogue.AssertOneMessage(connection)));
            Assert.All(server.Messages, message => Assert.Equal(server.Messages[0].Recipients.Count, message.AcceptedRecipients.Count));
        }
    }

    [Fact]
    public async Task A_message_id_with_a_payload_is_refused_and_nothing_is_dialled()
    {
        await using var server = ScriptedSmtpServer.Start();
        foreach (var payload in LineBreaking.Concat(Texts.NotLineBreaking))
        {
            Assert.Throws<ArgumentException>(() => EmailSubmission.Create(Accounts.Message, $"a{payload}b@example.com", DateTimeOffset.UnixEpoch));
            Assert.Throws<ArgumentException>(() => EmailSubmission.Create(Accounts.Message, $"ab@exam{payload}ple.com", DateTimeOffset.UnixEpoch));
        }

        Assert.Empty(server.Connections);
    }

    [Theory]
    [MemberData(nameof(SettingNames))]
    public async Task A_line_break_in_a_setting_is_refused_by_its_name_and_nothing_is_dialled(string name)
    {
        await using var server = ScriptedSmtpServer.Start();
        foreach (var payload in LineBreaking)
        {
            var error = Assert.Throws<ProviderConfigException>(() => Build(server, json => Settings[name](json, payload)));
            Assert.Equal(name.Split(' ')[0], error.Field);
            Assert.DoesNotContain(payload, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(server.Connections);
    }

    [Theory]
    [MemberData(nameof(SettingNames))]
    public async Task A_setting_that_only_resembles_a_line_break_is_refused_or_leaves_the_dialogue_as_it_was(string name)
    {
        await using var server = ScriptedSmtpServer.Start();
        await Build(server, json => Settings[name](json, "x")).Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);
        var usual = RecordedDialogue.AssertOneMessage(Assert.Single(server.Connections));
        var sent = 1;
        foreach (var payload in Texts.NotLineBreaking)
        {
            BuiltProvider built;
            try
            {
                built = Build(server, json => Settings[name](json, payload));
            }
            catch (ProviderConfigException error)
            {
                Assert.Equal(name.Split(' ')[0], error.Field);
                Assert.True(name == "name" || !char.IsLetter(payload[0]), $"{name} takes letters, but not {payload}.");
                Assert.Equal(sent, server.Connections.Count);
                continue;
            }

            Assert.True(name == "fromName" || char.IsLetter(payload[0]), $"{name} takes U+{(int)payload[0]:X4}.");
            await built.Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);
            Assert.Equal(++sent, server.Connections.Count);
        }

        Assert.True(name == "name" || sent > 1);
        Assert.All(server.Connections, connection => Assert.Equal(usual, RecordedDialogue.AssertOneMessage(connection)));
    }

    [Fact]
    public async Task The_name_in_the_first_words_of_TLS_is_ASCII()
    {
        foreach (var letter in new[] { "\u010A", "\u560A" })
        {
            using var listener = Resolving.Listen(IPAddress.Loopback);
            var built = Build(Resolving.PortOf(listener), json => json["tls"] = new JsonObject { ["mode"] = "implicit", ["servername"] = $"smtp{letter}host.example" });
            var sending = Assert.ThrowsAsync<EmailDeliveryException>(() => built.Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel));
            using (var connection = await listener.AcceptAsync(Cancel))
            {
                var hello = new byte[16 * 1024];
                var length = await connection.ReceiveAsync(hello, Cancel);
                Assert.Matches(@"xn--smtp[a-z0-9-]*\.example", Encoding.Latin1.GetString(hello, 0, length));
            }

            Assert.Equal(FailureKind.Tls, (await sending).Kind);
        }
    }

    /// <summary>Mechanism and what is given: the user, the password or the token.</summary>
    [Theory]
    [InlineData("PLAIN", "user")]
    [InlineData("PLAIN", "pass")]
    [InlineData("LOGIN", "user")]
    [InlineData("LOGIN", "pass")]
    [InlineData("CRAM-MD5", "user")]
    [InlineData("CRAM-MD5", "pass")]
    [InlineData("SCRAM-SHA-256", "user")]
    [InlineData("SCRAM-SHA-256", "pass")]
    [InlineData("XOAUTH2", "user")]
    [InlineData("XOAUTH2", "token")]
    [InlineData("OAUTHBEARER", "user")]
    [InlineData("OAUTHBEARER", "token")]
    public async Task Credentials_with_a_payload_reach_the_server_whole_and_encoded_or_are_refused_before_AUTH(string mechanism, string what)
    {
        foreach (var payload in LineBreaking.Concat(Texts.NotLineBreaking).Concat(["\u0001", "\u0001auth=Bearer x\u0001\u0001", "\u007F", ",", "=2C", " "]))
        {
            var value = $"a{payload}b";
            var (user, secret) = what == "user" ? (value, "s3cret") : ("jane", value);
            await using var server = ScriptedSmtpServer.Start(options =>
            {
                options.RequireAuth = true;
                options.Capabilities.Auth.Add(mechanism);
                options.Users[user] = secret;
                options.Tokens[user] = secret;
            });
            void Credentials(JsonObject json)
            {
                json["user"] = user;
                if (IsBearer(mechanism)) json["auth"] = new JsonObject { ["type"] = "oauth2", ["accessToken"] = secret };
                else json["pass"] = secret;
            }

            if (what == "user" && payload.AsSpan().ContainsAny("\r\n\0"))
            {
                Assert.Equal("user", Assert.Throws<ProviderConfigException>(() => Build(server, Credentials)).Field);
                Assert.Empty(server.Connections);
                continue;
            }

            var built = Build(server, Credentials);
            if (Carries(mechanism, what, payload))
            {
                await built.Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);

                Assert.Equal(user, Assert.Single(server.Messages).AuthenticatedUser);
                RecordedDialogue.AssertOneMessage(Assert.Single(server.Connections));
            }
            else
            {
                var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => built.Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel));

                Assert.Equal((FailureKind.Configuration, SendPhase.Auth, false), (failure.Kind, failure.Phase, failure.IsTransient));
                Assert.DoesNotContain(value, failure.ToString(), StringComparison.Ordinal);
                Assert.Empty(server.Messages);
                RecordedDialogue.AssertNoMessage(Assert.Single(server.Connections));
            }
        }
    }

    private static bool IsBearer(string mechanism) => mechanism is "XOAUTH2" or "OAUTHBEARER";

    // By the RFCs: 4616 section 2 (NUL), 4013 (control characters and separators), 6750 section 2.1 (a token is of visible ASCII), and U+0001 parts what bearers say.
    private static bool Carries(string mechanism, string what, string payload) => mechanism switch
    {
        "PLAIN" => !payload.Contains('\0', StringComparison.Ordinal),
        "SCRAM-SHA-256" => !payload.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'),
        "XOAUTH2" or "OAUTHBEARER" when what == "token" => payload.All(c => c is > ' ' and < '\u007F'),
        "XOAUTH2" or "OAUTHBEARER" => !payload.Any(c => c < ' '),
        _ => true,
    };

    // One connection a message, so that each recording is one message's. Any host is at the server's address.
    private static BuiltProvider Build(ScriptedSmtpServer server, Action<JsonObject> change) => Build(server.Port, change);

    private static BuiltProvider Build(int port, Action<JsonObject> change)
    {
        var json = new JsonObject { ["pool"] = false, ["allowedFromDomains"] = new JsonArray("example.net") };
        change(json);
        return Accounts.Build(port, json.ToJsonString(), new SmtpEnvironment(PolicyFor(port), TimeProvider.System) { TrustedRoots = [TestCertificates.Shared.Authority] });
    }

    private static EgressPolicy PolicyFor(int port) => Resolving.Policy(
        options =>
        {
            options.AllowLoopback = true;
            options.AllowedPorts.Add(port);
            foreach (var letter in Texts.NotLineBreaking.Where(payload => char.IsLetter(payload[0])).Prepend("x")) options.ClearTextHosts.Add($"smtp{letter}host.example");
        },
        ["127.0.0.1"]);

    private static Task<EmailSendResult> SendAsync(ScriptedSmtpServer server, EmailMessage message) =>
        Build(server, _ => { }).Provider.SendAsync(Accounts.Submit(message), Cancel);
}
