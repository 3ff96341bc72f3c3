using System.Text;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

public sealed class AuthTests
{
    private static readonly string LongPassword = string.Concat(Enumerable.Range(0, 500).Select(i => (char)('!' + (i % 90))));

    private static CancellationToken Cancel => Given.Cancel;

    public static TheoryData<string, string> Passwords
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var mechanism in new[] { "PLAIN", "LOGIN", "SCRAM-SHA-256", "CRAM-MD5" })
            {
                foreach (var password in new[] { "secret", "with spaces in it", "pässwörd ✓", "\uFF21\u2168", LongPassword, "", "=", ",", "\u010a\u560a" }) data.Add(mechanism, password);
                if (mechanism != "SCRAM-SHA-256") data.Add(mechanism, "a\rb\nc");
            }

            data.Add("LOGIN", "nul\0inside");
            data.Add("CRAM-MD5", "nul\0inside");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Passwords))]
    public async Task A_right_password_passes_and_a_wrong_one_is_refused(string mechanism, string password)
    {
        await using var server = Server(mechanism);
        server.Options.Users["jürgen@client.test"] = password;
        var options = Given.OptionsFor(server) with { Credentials = new SmtpPasswordCredentials("jürgen@client.test", password) };
        var trace = new SmtpConnectTrace();
        await using (var connection = await SmtpConnection.ConnectAsync(options, trace, Cancel))
        {
            Assert.Equal(mechanism, trace.Mechanism);
            Assert.Equal("jürgen@client.test", server.Connections[0].AuthenticatedUser);
            await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        }

        options = options with { Credentials = new SmtpPasswordCredentials("jürgen@client.test", password + "x") };
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
        Assert.Equal((SmtpFailure.Authentication, SmtpPhase.Auth, 535), (exception.Failure, exception.Phase, exception.Reply!.Code));
    }

    [Fact]
    public async Task No_credentials_no_AUTH()
    {
        await using var server = Server("PLAIN", "LOGIN");
        await using var connection = await Given.ConnectAsync(server);
        await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
    }

    [Fact]
    public async Task Connecting_and_quitting_authenticates_and_sends_nothing()
    {
        await using var server = Server("PLAIN");
        server.Options.Users["user"] = "password";
        await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Credentials = new SmtpPasswordCredentials("user", "password") }, null, Cancel);
        await connection.QuitAsync(Cancel);
        Assert.Equal(["EHLO", "AUTH", "QUIT"], server.Commands.Select(command => command.Verb));
        Assert.Equal("user", server.Connections[0].AuthenticatedUser);
    }

    [Fact]
    public async Task The_old_form_of_the_offer_is_read()
    {
        await using var server = Server("PLAIN");
        server.Options.Capabilities.LegacyAuthForm = true;
        server.Options.Users["user"] = "password";
        await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Credentials = new SmtpPasswordCredentials("user", "password") }, null, Cancel);
        Assert.Equal(["PLAIN"], connection.Capabilities.AuthMechanisms);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_separate_sentences()
    {
        await using var server = Server();
        var password = Given.OptionsFor(server) with { Credentials = new SmtpPasswordCredentials("user", "pass\0word") };
        Assert.Equal("The server does not offer AUTH.", (await Refused(password)).Message);
        server.Options.Capabilities.Auth.Add("GSSAPI");
        Assert.Equal("The server offers AUTH GSSAPI; with a password we can do SCRAM-SHA-256, PLAIN, LOGIN, CRAM-MD5.", (await Refused(password)).Message);
        server.Options.Capabilities.Auth.Add("PLAIN");
        Assert.Contains("NUL", (await Refused(password, SmtpFailure.Credentials)).Message, StringComparison.Ordinal);
        var token = password with { Credentials = new SmtpTokenCredentials("user", (_, _) => ValueTask.FromResult("token")) };
        Assert.Equal("The server offers AUTH GSSAPI, PLAIN; with a token we can do XOAUTH2, OAUTHBEARER.", (await Refused(token)).Message);
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
    }

    [Fact]
    public async Task AUTH_that_is_offered_only_after_TLS_is_found_there()
    {
        await using var server = Server("PLAIN");
        (server.Options.Tls, server.Options.AuthOnlyAfterTls) = (ScriptedTls.StartTls, true);
        server.Options.Users["user"] = "password";
        var options = Given.OptionsFor(server, SmtpTlsMode.StartTls) with { Credentials = new SmtpPasswordCredentials("user", "password"), AllowClearTextCredentials = false };
        await using var connection = await SmtpConnection.ConnectAsync(options, null, Cancel);
        Assert.True(server.Commands.Single(command => command.Verb == "AUTH").IsTls);

        var clear = await Refused(options with { TlsMode = SmtpTlsMode.None, AllowClearTextCredentials = true });
        Assert.Equal("The server does not offer AUTH. It may after STARTTLS.", clear.Message);
    }

    [Theory]
    [InlineData(SmtpTlsMode.None)]
    [InlineData(SmtpTlsMode.StartTlsWhenAvailable)]
    public async Task No_secret_crosses_a_clear_connection_without_consent(SmtpTlsMode mode)
    {
        await using var server = Server("PLAIN");
        var options = Given.OptionsFor(server, mode) with { Credentials = new SmtpPasswordCredentials("user", "password"), AllowClearTextCredentials = false };
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
        Assert.Equal((SmtpFailure.Tls, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
    }

    [Theory]
    [InlineData("535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials", SmtpFailure.Authentication)]
    [InlineData("535 5.7.3 Authentication unsuccessful [AM0PR10CA0001.EURPRD10.PROD.OUTLOOK.COM]", SmtpFailure.Authentication)]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", SmtpFailure.Authentication)]
    [InlineData("535 Authentication failed: Bad username / password", SmtpFailure.Authentication)]
    [InlineData("535 Authentication Credentials Invalid", SmtpFailure.Authentication)]
    [InlineData("535 Incorrect authentication data", SmtpFailure.Authentication)]
    [InlineData("535 5.7.0 (#AUTH005) Too many bad auth attempts.", SmtpFailure.Authentication)]
    [InlineData("535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", SmtpFailure.Authentication)]
    [InlineData("534-5.7.14 <https://accounts.google.com/signin/continue> Please log in via your web\n534 5.7.14 browser and then try again.", SmtpFailure.Authentication)]
    [InlineData("538 5.7.11 Encryption required for requested authentication mechanism", SmtpFailure.Authentication)]
    [InlineData("432 4.7.12 A password transition is needed", SmtpFailure.Authentication)]
    [InlineData("534 5.7.9 Application-specific password required", SmtpFailure.Authentication)]
    [InlineData("454 4.7.0 Temporary authentication failure", SmtpFailure.Authentication)]
    [InlineData("504 5.5.4 Unrecognised", SmtpFailure.Authentication)]
    [InlineData("421 4.7.0 Too many attempts", SmtpFailure.Refused)]
    [InlineData("334 !!! not base64 !!!", SmtpFailure.Protocol)]
    [InlineData("354 what", SmtpFailure.Protocol)]
    [InlineData("nonsense", SmtpFailure.Protocol)]
    public async Task Every_answer_to_AUTH_is_told_as_what_it_is(string answer, SmtpFailure failure)
    {
        await using var server = Server("PLAIN");
        server.At(SmtpPoint.Auth, SmtpFault.Reply(answer));
        var exception = await Assert.ThrowsAsync<SmtpException>(
            () => SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Credentials = new SmtpPasswordCredentials("user", "password") }, null, Cancel));
        Assert.Equal((failure, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        if (failure is SmtpFailure.Authentication or SmtpFailure.Refused) Assert.Equal(answer[..3], exception.Reply!.ToString()[..3]);
        Assert.DoesNotContain("password", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PLAIN", "bW9yZQ==")]
    [InlineData("LOGIN", "bW9yZQ==")]
    [InlineData("CRAM-MD5", "bW9yZQ==")]
    [InlineData("CRAM-MD5", "")]
    [InlineData("SCRAM-SHA-256", "bW9yZQ==")]
    [InlineData("SCRAM-SHA-256", "")]
    [InlineData("SCRAM-SHA-256", "ZT1vdGhlci1lcnJvcg==")]
    [InlineData("XOAUTH2", "bW9yZQ==")]
    [InlineData("OAUTHBEARER", "")]
    public async Task Challenges_without_end_are_cut_off(string mechanism, string challenge)
    {
        await using var server = Server(mechanism);
        server.At(SmtpPoint.Auth, SmtpFault.Reply($"334 {challenge}"));
        server.At(SmtpPoint.AuthContinuation(), SmtpFault.Reply($"334 {challenge}"));
        SmtpCredentials credentials = mechanism is "XOAUTH2" or "OAUTHBEARER" ? new SmtpTokenCredentials("user", (_, _) => ValueTask.FromResult("token")) : new SmtpPasswordCredentials("user", "password");
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Credentials = credentials }, null, Cancel));
        Assert.Equal((SmtpFailure.Protocol, SmtpPhase.Auth), (exception.Failure, exception.Phase));
    }

    [Theory]
    [InlineData("user", "")]
    [InlineData("user", "to ken")]
    [InlineData("user", "to\u0001ken")]
    [InlineData("us\u0001er", "token")]
    public async Task A_token_that_nothing_can_carry_is_the_credentials_fault(string user, string token)
    {
        await using var server = Server("XOAUTH2");
        var credentials = new SmtpTokenCredentials(user, (_, _) => ValueTask.FromResult(token));
        Assert.Null((await Refused(Given.OptionsFor(server) with { Credentials = credentials }, SmtpFailure.Credentials)).Reply);
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
    }

    [Fact]
    public async Task What_the_token_source_throws_reaches_the_caller_unchanged()
    {
        await using var server = Server("XOAUTH2");
        var failure = new TimeoutException("no token today");
        var credentials = new SmtpTokenCredentials("user", (_, _) => ValueTask.FromException<string>(failure));
        Assert.Same(failure, await Assert.ThrowsAsync<TimeoutException>(() => SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Credentials = credentials }, null, Cancel)));
        await server.Connections[0].Ended.WaitAsync(Cancel);
    }

    [Fact]
    public async Task The_transcript_holds_the_dialogue_and_neither_secret_nor_content()
    {
        foreach (var mechanism in new[] { "PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "SCRAM-SHA-256", "CRAM-MD5" })
        {
            await using var server = Server(mechanism);
            server.Options.Users["planted-user"] = "planted-secret";
            server.Options.Tokens["planted-user"] = "planted-secret";
            var transcript = new KeptTranscript();
            SmtpCredentials credentials = mechanism is "XOAUTH2" or "OAUTHBEARER"
                ? new SmtpTokenCredentials("planted-user", (_, _) => ValueTask.FromResult("planted-secret"))
                : new SmtpPasswordCredentials("planted-user", "planted-secret");
            await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Credentials = credentials, Transcript = transcript }, null, Cancel);
            await connection.SendAsync(Given.Mail(Given.Text("planted-content")), Cancel);
            await connection.QuitAsync(Cancel);

            var text = string.Join('\n', transcript.Lines);
            Assert.Contains($"C: AUTH {mechanism}{(mechanism is "LOGIN" or "CRAM-MD5" ? "" : " ***")}\n", text, StringComparison.Ordinal);
            Assert.Contains("S: 235 ", text, StringComparison.Ordinal);
            Assert.Contains("C: MAIL FROM:<a@client.test>", text, StringComparison.Ordinal);
            Assert.Contains("C: QUIT", text, StringComparison.Ordinal);
            if (mechanism is "LOGIN" or "SCRAM-SHA-256") Assert.Contains("S: 334 ***\nC: ***\nS: 334 ***\nC: ***\n", text, StringComparison.Ordinal);
            foreach (var secret in new[] { "planted-secret", "planted-user", "planted-content" })
            {
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
                Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='), text, StringComparison.Ordinal);
            }
        }
    }

    private static ScriptedSmtpServer Server(params string[] mechanisms) => ScriptedSmtpServer.Start(o =>
    {
        foreach (var mechanism in mechanisms) o.Capabilities.Auth.Add(mechanism);
    });

    private static async Task<SmtpException> Refused(SmtpConnectionOptions options, SmtpFailure failure = SmtpFailure.Authentication)
    {
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
        Assert.Equal((failure, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        return exception;
    }

    private sealed class KeptTranscript : ISmtpTranscript
    {
        public List<string> Lines { get; } = [];

        public void Sent(string line) => Lines.Add("C: " + line);

        public void Received(string line) => Lines.Add("S: " + line);
    }
}
