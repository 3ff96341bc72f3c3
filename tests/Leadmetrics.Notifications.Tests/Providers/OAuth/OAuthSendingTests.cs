using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Probing;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Providers.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>Sends that authenticate by a token: the real engine, a server that checks the token, an endpoint that gives it.</summary>
public sealed class OAuthSendingTests
{
    private static CancellationToken Cancel => Tokens.Cancel;

    [Theory]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public async Task A_hundred_sends_that_wait_on_one_expired_token_make_one_request(string mechanism)
    {
        await using var tokens = new Tokens();
        await using var server = Start(mechanism);
        Keep(tokens, "access-0", -TimeSpan.FromMinutes(1));
        var open = new TaskCompletionSource();
        tokens.Endpoint.Gate = open.Task;
        var provider = Build(tokens, server);

        var sends = Enumerable.Range(0, 100).Select(_ => SendAsync(provider)).ToArray();
        await tokens.Endpoint.WaitForRequestsAsync(1, Cancel);
        await server.WaitForConnectionsAsync(5, Cancel);
        open.SetResult();
        await Task.WhenAll(sends);

        Assert.Single(tokens.Endpoint.Requests);
        Assert.Equal(100, server.Messages.Count);
        Assert.All(server.Commands.Where(command => command.Verb == "AUTH"), command => Assert.StartsWith($"AUTH {mechanism}", command.Line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public async Task A_refused_token_is_told_by_a_challenge_renewed_once_and_taken_on_the_same_connection(string mechanism)
    {
        await using var tokens = new Tokens();
        await using var server = Start(mechanism);
        Keep(tokens, "access-0", TimeSpan.FromMinutes(30));

        await SendAsync(Build(tokens, server));

        Assert.Equal(["334", "535", "235"], Replies(server).Where(code => code is "334" or "535" or "235"));
        Assert.Single(server.Connections);
        Assert.Single(tokens.Endpoint.Requests);
    }

    [Fact]
    public async Task Refused_twice_is_a_matter_of_authentication_and_no_reason_to_ask_for_tokens_again_and_again()
    {
        await using var tokens = new Tokens();
        await using var server = Start("XOAUTH2");
        server.Options.Tokens.Clear();
        var provider = Build(tokens, server);

        foreach (var attempt in new[] { 1, 2, 3 })
        {
            var failed = await FailAsync(provider);
            Assert.Equal((FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, 535), (failed.Kind, failed.Outcome, failed.Phase, failed.Code));
            Assert.Equal(2, tokens.Endpoint.Requests.Count);
            Assert.Equal(attempt + 1, server.Commands.Count(command => command.Verb == "AUTH"));
        }
    }

    [Fact]
    public async Task A_withdrawn_consent_fails_all_that_wait_with_one_request_and_later_sends_do_not_even_connect()
    {
        await using var tokens = new Tokens();
        await using var server = Start("XOAUTH2");
        tokens.Endpoint.Take("refresh-0", isTaken: false);
        var open = new TaskCompletionSource();
        tokens.Endpoint.Gate = open.Task;
        var provider = Build(tokens, server);

        var sends = Enumerable.Range(0, 100).Select(_ => FailAsync(provider)).ToArray();
        await tokens.Endpoint.WaitForRequestsAsync(1, Cancel);
        await server.WaitForConnectionsAsync(5, Cancel);
        open.SetResult();

        foreach (var failed in (EmailDeliveryException[])[.. await Task.WhenAll(sends), await FailAsync(provider)])
        {
            Assert.Equal((FailureKind.NeedsReauthorization, SendOutcome.Rejected, SendPhase.Auth, "oauth-reauthorize"), (failed.Kind, failed.Outcome, failed.Phase, failed.Remedy!.Code));
            Assert.Equal(("smtp", "Microsoft no longer accepts the authorization"), (failed.Failure.Provider, failed.Message[..45]));
        }

        Assert.Single(tokens.Endpoint.Requests);
        Assert.Equal(5, server.Connections.Count);
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
    }

    [Fact]
    public async Task A_test_asks_once_whatever_was_refused_and_names_the_stage_and_the_remedy()
    {
        await using var tokens = new Tokens();
        await using var server = Start("XOAUTH2");
        tokens.Endpoint.Answer(FakeTokenAnswer.Error("invalid_client", 401), 2);
        var provider = Build(tokens, server);
        await FailAsync(provider);

        var report = (await Assert.ThrowsAsync<EmailVerificationException>(() => provider.VerifyAsync(Cancel))).Report;
        Assert.Equal((FailureKind.Authentication, "oauth-client-refused"), (report.Failure!.Kind, report.Failure.Remedy!.Code));
        Assert.Equal(StageOutcome.Failed, report.Stages.Single(stage => stage.Stage == VerificationStage.Auth).Outcome);
        Assert.Equal(2, tokens.Endpoint.Requests.Count);

        report = await provider.VerifyAsync(Cancel);
        Assert.Equal("XOAUTH2", report.Stages.Single(stage => stage.Stage == VerificationStage.Auth).Facts["mechanism"]);
        await SendAsync(provider);
        Assert.Equal(3, tokens.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task An_endpoint_that_is_down_defers_the_mail_and_is_asked_again_after_a_pause()
    {
        await using var tokens = new Tokens();
        await using var server = Start("XOAUTH2");
        tokens.Endpoint.Answer(FakeTokenAnswer.Status(503, "<html>"));
        var provider = Build(tokens, server);

        foreach (var _ in new[] { 1, 2 })
        {
            var failed = await FailAsync(provider);
            Assert.Equal((FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Auth, true), (failed.Kind, failed.Outcome, failed.Phase, failed.IsTransient));
        }

        Assert.Single(tokens.Endpoint.Requests);
        tokens.Clock.Advance(TimeSpan.FromSeconds(5));
        await SendAsync(provider);
    }

    [Fact]
    public async Task A_token_that_rotates_closes_no_connection()
    {
        await using var tokens = new Tokens();
        await using var server = Start("XOAUTH2");
        tokens.Endpoint.RotatesRefreshTokens = true;
        tokens.Endpoint.Lifetime = TimeSpan.FromSeconds(20);
        var (provider, source) = (Build(tokens, server, out var account), account.Tokens!);

        await SendAsync(provider);
        tokens.Clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal("access-2", await source.GetAsync(null, Cancel));
        await SendAsync(provider);

        Assert.Single(server.Connections);
        Assert.Equal(account.Fingerprint(), Read(tokens, server).Fingerprint());
    }

    [Fact]
    public async Task Two_rows_never_share_a_token()
    {
        await using var tokens = new Tokens();
        await using var server = Start("XOAUTH2");

        await SendAsync(Build(tokens, server, store: new KeptTokens()));
        server.Options.Tokens[Tokens.User] = "access-2";
        await SendAsync(Build(tokens, server, store: new KeptTokens()));
        server.Options.Tokens[Tokens.User] = "access-3";
        await SendAsync(Build(tokens, server, store: new MemoryTokenStore()));

        Assert.Equal(3, tokens.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_the_flight_to_the_next_one()
    {
        await using var tokens = new Tokens();
        await using var server = Start("XOAUTH2");
        var open = new TaskCompletionSource();
        tokens.Endpoint.Gate = open.Task;
        var provider = Build(tokens, server);
        using var impatient = new CancellationTokenSource();

        var first = provider.SendAsync(Accounts.Submit(Accounts.Message), impatient.Token);
        await tokens.Endpoint.WaitForRequestsAsync(1, Cancel);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        open.SetResult();
        await SendAsync(provider);

        Assert.Single(tokens.Endpoint.Requests);
    }

    private static ScriptedSmtpServer Start(string mechanism) => ScriptedSmtpServer.Start(options =>
    {
        options.Tls = ScriptedTls.StartTls;
        options.RequireAuth = true;
        options.Capabilities.Auth.Add(mechanism);
        options.Tokens[Tokens.User] = "access-1";
    });

    private static void Keep(Tokens tokens, string token, TimeSpan left) => tokens.Store.State = TokenState.Empty.With(
        new TokenEntry(tokens.Settings.FingerprintFor(Tokens.User), tokens.Clock.GetUtcNow() - TimeSpan.FromMinutes(30)) { AccessToken = new Secret(token), ExpiresAt = tokens.Clock.GetUtcNow() + left, IsServing = true },
        tokens.Clock.GetUtcNow());

    private static IEmailProvider Build(Tokens tokens, ScriptedSmtpServer server, ITokenStore? store = null) =>
        new ProviderFactory(new SocketSmtpTransport.Factory(), tokens.Clients, null, tokens.Clock) { OAuthBaseAddress = tokens.Address }
            .Create(ProviderWords.Smtp, Config(server), Environment(tokens), tokens: store ?? tokens.Store).Provider;

    private static SmtpProvider Build(Tokens tokens, ScriptedSmtpServer server, out SmtpAccount account)
    {
        account = Read(tokens, server).With(tokens.Source());
        return new SmtpProvider(account, new SharedTransport(new SocketSmtpTransport(account.Connection, account.Pool)), new SmtpVerification(Environment(tokens)));
    }

    private static SmtpAccount Read(Tokens tokens, ScriptedSmtpServer server) => SmtpAccount.Read(Config(server), Environment(tokens), out _);

    private static SmtpEnvironment Environment(Tokens tokens) =>
        new(new EgressPolicy(new EgressOptions { AllowLoopback = true }), tokens.Clock) { TrustedRoots = [TestCertificates.Shared.Authority] };

    private static byte[] Config(ScriptedSmtpServer server) => Accounts.Config(
        server.Port, """{"user":"jane@example.com","auth":{"type":"oauth2","provider":"microsoft","clientId":"test-client","clientSecret":"test-client-secret","refreshToken":"refresh-0"}}""");

    private static Task<EmailSendResult> SendAsync(IEmailProvider provider) => provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);

    private static async Task<EmailDeliveryException> FailAsync(IEmailProvider provider)
    {
        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => SendAsync(provider));
        foreach (var planted in new[] { "refresh-", "access-", "test-client-secret" }) Assert.DoesNotContain(planted, failed.ToString(), StringComparison.Ordinal);
        return failed;
    }

    private static IEnumerable<string> Replies(ScriptedSmtpServer server) => server.Connections[0].Transcript.Where(line => !line.FromClient).Select(line => line.Text[..Math.Min(3, line.Text.Length)]);
}
