using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

/// <summary>Which mechanism is tried, which one behind it, and when no further one.</summary>
public sealed class SaslOrderTests
{
    private static CancellationToken Cancel => Given.Cancel;

    [Theory]
    [InlineData("CRAM-MD5,LOGIN,PLAIN,SCRAM-SHA-256", "SCRAM-SHA-256")]
    [InlineData("PLAIN,LOGIN,CRAM-MD5", "PLAIN")]
    [InlineData("LOGIN,PLAIN", "PLAIN")]
    [InlineData("XOAUTH2,LOGIN", "LOGIN")]
    [InlineData("CRAM-MD5,LOGIN", "LOGIN")]
    [InlineData("CRAM-MD5,SCRAM-SHA-256", "SCRAM-SHA-256")]
    [InlineData("CRAM-MD5", "CRAM-MD5")]
    [InlineData("GSSAPI,CRAM-MD5,SCRAM-SHA-1,XOAUTH2", "CRAM-MD5")]
    public async Task A_password_goes_by_the_first_of_SCRAM_PLAIN_LOGIN_and_by_CRAM_MD5_only_where_it_stands_alone(string offered, string used)
    {
        await using var server = Server(offered);
        var trace = new SmtpConnectTrace();
        await using var connection = await SmtpConnection.ConnectAsync(Password(server), trace, Cancel);
        Assert.Equal(used, trace.Mechanism);
        Assert.Equal([used], Tried(server));
        Assert.Equal("user", server.Connections[0].AuthenticatedUser);
    }

    [Theory]
    [InlineData("OAUTHBEARER,XOAUTH2,PLAIN", "XOAUTH2")]
    [InlineData("PLAIN,OAUTHBEARER", "OAUTHBEARER")]
    public async Task A_token_goes_by_XOAUTH2_else_by_OAUTHBEARER(string offered, string used)
    {
        await using var server = Server(offered);
        var trace = new SmtpConnectTrace();
        await using var connection = await SmtpConnection.ConnectAsync(Token(server, "token"), trace, Cancel);
        Assert.Equal((used, "user"), (trace.Mechanism, server.Connections[0].AuthenticatedUser));
    }

    [Theory]
    [InlineData("SCRAM-SHA-256,PLAIN,LOGIN", "PLAIN", "535 5.7.8 No")]
    [InlineData("SCRAM-SHA-256,LOGIN,CRAM-MD5", "LOGIN", "535 5.7.8 No")]
    [InlineData("SCRAM-SHA-256,PLAIN", "PLAIN", "504 5.5.4 Cannot do that after all")]
    public async Task Behind_a_refused_SCRAM_PLAIN_or_LOGIN_is_tried_once_on_the_same_connection(string offered, string used, string refusal)
    {
        await using var server = Server(offered);
        server.At(SmtpPoint.AuthContinuation(1), SmtpFault.Reply(refusal), times: 1);
        var trace = new SmtpConnectTrace();
        await using var connection = await SmtpConnection.ConnectAsync(Password(server), trace, Cancel);
        Assert.Equal(used, trace.Mechanism);
        Assert.Equal(["SCRAM-SHA-256", used], Tried(server));
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task A_wrong_password_is_tried_by_SCRAM_and_PLAIN_and_not_a_third_time()
    {
        await using var server = Server("SCRAM-SHA-256,PLAIN,LOGIN,CRAM-MD5");
        var exception = await Refused(Password(server, "wrong"));
        Assert.Equal(535, exception.Reply!.Code);
        Assert.Equal(["SCRAM-SHA-256", "PLAIN"], Tried(server));
    }

    [Theory]
    [InlineData("535 5.7.8 No", "CRAM-MD5,SCRAM-SHA-256")]
    [InlineData("534 5.7.9 Application-specific password required", "SCRAM-SHA-256,PLAIN")]
    [InlineData("454 4.7.0 Later", "SCRAM-SHA-256,PLAIN")]
    [InlineData("501 5.5.2 What", "SCRAM-SHA-256,PLAIN")]
    public async Task Any_other_refusal_of_SCRAM_stands(string refusal, string offered)
    {
        await using var server = Server(offered);
        server.At(SmtpPoint.AuthContinuation(1), SmtpFault.Reply(refusal), times: 1);
        Assert.Equal(refusal, (await Refused(Password(server))).Reply!.ToString());
        Assert.Equal(["SCRAM-SHA-256"], Tried(server));
    }

    [Fact]
    public async Task A_server_that_refuses_SCRAM_and_hangs_up_has_said_535()
    {
        await using var server = Server("SCRAM-SHA-256,PLAIN");
        server.At(SmtpPoint.AuthContinuation(1), SmtpFault.Reply("535 5.7.8 No").Then(SmtpFault.Close));
        Assert.Equal(535, (await Refused(Password(server))).Reply!.Code);
    }

    [Theory]
    [InlineData("con\ttrol", "PLAIN")]
    [InlineData("n\0l", "LOGIN")]
    public async Task A_password_that_SASLprep_prohibits_goes_by_the_next_that_can_carry_it(string password, string used)
    {
        await using var server = Server("SCRAM-SHA-256,PLAIN,LOGIN,CRAM-MD5");
        server.Options.Users["user"] = password;
        await using var connection = await SmtpConnection.ConnectAsync(Password(server, password), null, Cancel);
        Assert.Equal([used], Tried(server));
    }

    [Fact]
    public async Task A_password_that_nothing_on_offer_can_carry_is_the_credentials_fault()
    {
        await using var server = Server("SCRAM-SHA-256,CRAM-MD5");
        Assert.Contains("RFC 4013", (await Refused(Password(server, "con\ttrol"), SmtpFailure.Credentials)).Message, StringComparison.Ordinal);
        server.Options.Capabilities.Auth.Add("PLAIN");
        Assert.Contains("NUL", (await Refused(Password(server, "n\0l"), SmtpFailure.Credentials)).Message, StringComparison.Ordinal);
        Assert.Empty(Tried(server));
    }

    [Theory]
    [InlineData(0, "235 2.7.0 welcome")]
    [InlineData(1, "235 2.7.0 welcome")]
    [InlineData(1, "235 v=AAAA")]
    [InlineData(1, "334 dj1BQUFB")]
    public async Task A_server_that_cannot_prove_itself_gets_no_mail_and_no_PLAIN(int at, string forged)
    {
        await using var server = Server("SCRAM-SHA-256,PLAIN");
        server.At(at == 0 ? SmtpPoint.Auth : SmtpPoint.AuthContinuation(at), SmtpFault.Reply(forged));
        Assert.Contains("could not prove itself", (await Refused(Password(server))).Message, StringComparison.Ordinal);
        Assert.Equal(["SCRAM-SHA-256"], Tried(server));
    }

    [Fact]
    public async Task The_name_that_SCRAM_sends_is_escaped()
    {
        await using var server = Server("SCRAM-SHA-256");
        server.Options.Users["a,b=c@client.test"] = "password";
        var options = Given.OptionsFor(server) with { Credentials = new SmtpPasswordCredentials("a,b=c@client.test", "password") };
        await using var connection = await SmtpConnection.ConnectAsync(options, null, Cancel);
        Assert.Equal("a,b=c@client.test", server.Connections[0].AuthenticatedUser);
    }

    [Theory]
    [InlineData("XOAUTH2", 4000, true)]
    [InlineData("OAUTHBEARER", 4000, false)]
    [InlineData("OAUTHBEARER", 40, true)]
    public async Task A_long_token_waits_for_the_servers_334_but_for_XOAUTH2(string mechanism, int length, bool withAuth)
    {
        await using var server = Server(mechanism);
        var token = new string('t', length);
        server.Options.Tokens["user"] = token;
        await using var connection = await SmtpConnection.ConnectAsync(Token(server, token), null, Cancel);
        Assert.Equal(withAuth, server.Commands.Single(command => command.Verb == "AUTH").Argument.Contains(' ', StringComparison.Ordinal));
        Assert.Equal("user", server.Connections[0].AuthenticatedUser);
    }

    [Theory]
    [InlineData("XOAUTH2", "")]
    [InlineData("OAUTHBEARER", "AQ==")]
    public async Task A_refused_token_is_renewed_once_on_the_same_connection(string mechanism, string answerToTheRefusal)
    {
        await using var server = Server(mechanism);
        server.Options.Tokens["user"] = "fresh";
        var asked = new List<string?>();
        var credentials = new SmtpTokenCredentials("user", (refused, _) =>
        {
            asked.Add(refused);
            return ValueTask.FromResult(refused is null ? "stale" : "fresh");
        });
        await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Credentials = credentials }, null, Cancel);
        Assert.Equal([null, "stale"], asked);
        Assert.Single(server.Connections);
        Assert.Equal(["AUTH", answerToTheRefusal, "AUTH"], server.Connections[0].Transcript.Where(line => line.FromClient).Skip(1).Select(line => line.Text.Split(' ')[0]));
    }

    [Theory]
    [InlineData("XOAUTH2", "stale", 1)]
    [InlineData("XOAUTH2", "stale-too", 2)]
    [InlineData("OAUTHBEARER", "stale", 1)]
    [InlineData("OAUTHBEARER", "stale-too", 2)]
    public async Task A_token_that_stays_refused_is_refused(string mechanism, string next, int tries)
    {
        await using var server = Server(mechanism);
        var credentials = new SmtpTokenCredentials("user", (refused, _) => ValueTask.FromResult(refused is null ? "stale" : next));
        Assert.Equal(535, (await Refused(Given.OptionsFor(server) with { Credentials = credentials })).Reply!.Code);
        Assert.Equal(tries, Tried(server).Length);
    }

    [Fact]
    public async Task A_535_without_a_challenge_is_a_refused_token_too_and_a_454_is_not()
    {
        await using var server = Server("XOAUTH2");
        var asked = 0;
        var credentials = new SmtpTokenCredentials("user", (_, _) => ValueTask.FromResult($"token-{++asked}"));
        server.Options.Tokens["user"] = "token-2";
        using (server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.3 Authentication unsuccessful"), times: 1))
        {
            await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Credentials = credentials }, null, Cancel);
            Assert.Equal(2, asked);
        }

        server.At(SmtpPoint.Auth, SmtpFault.Reply("454 4.7.0 Temporary authentication failure"));
        Assert.Equal(454, (await Refused(Given.OptionsFor(server) with { Credentials = credentials })).Reply!.Code);
        Assert.Equal(3, asked);
    }

    private static ScriptedSmtpServer Server(string mechanisms) => ScriptedSmtpServer.Start(o =>
    {
        foreach (var mechanism in mechanisms.Split(',')) o.Capabilities.Auth.Add(mechanism);
        o.Users["user"] = "password";
        o.Tokens["user"] = "token";
    });

    private static SmtpConnectionOptions Password(ScriptedSmtpServer server, string password = "password") =>
        Given.OptionsFor(server) with { Credentials = new SmtpPasswordCredentials("user", password) };

    private static SmtpConnectionOptions Token(ScriptedSmtpServer server, string token) =>
        Given.OptionsFor(server) with { Credentials = new SmtpTokenCredentials("user", (_, _) => ValueTask.FromResult(token)) };

    private static string[] Tried(ScriptedSmtpServer server) => [.. server.Commands.Where(command => command.Verb == "AUTH").Select(command => command.Argument.Split(' ')[0])];

    private static async Task<SmtpException> Refused(SmtpConnectionOptions options, SmtpFailure failure = SmtpFailure.Authentication)
    {
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
        Assert.Equal((failure, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        return exception;
    }
}
