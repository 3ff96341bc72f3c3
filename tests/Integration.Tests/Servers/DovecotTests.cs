using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;
using Leadmetrics.Smtp;

namespace Leadmetrics.Integration.Servers;

/// <summary>Dovecot's SASL behind Postfix: the mechanisms of ours against those of somebody else.</summary>
public sealed class DovecotTests(PeerFixture<DovecotPeer> fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_everything_is_offered_a_password_goes_by_SCRAM_and_a_token_by_XOAUTH2()
    {
        var dovecot = await fixture.GetAsync();

        Assert.Equal("SCRAM-SHA-256", await SendAsync(dovecot, WithPassword(dovecot)));
        Assert.Equal("XOAUTH2", await SendAsync(dovecot, WithToken(dovecot, dovecot.Token())));
    }

    [Theory]
    [InlineData("cram-md5")]
    [InlineData("oauthbearer")]
    [InlineData("cram-md5 login")]
    public async Task What_goes_first_nowhere_else_goes_where_it_is_all_there_is(string offered)
    {
        await using var dovecot = await StartAsync(offered);
        var account = offered == "oauthbearer" ? WithToken(dovecot, dovecot.Token()) : WithPassword(dovecot);

        Assert.Equal(offered.Split(' ')[^1].ToUpperInvariant(), await SendAsync(dovecot, account));

        var wrong = offered == "oauthbearer" ? WithToken(dovecot, dovecot.ExpiredToken()) : WithPassword(dovecot, "wrong");
        await RefusedAsync(wrong);
    }

    [Fact]
    public async Task A_wrong_password_and_an_expired_token_are_refused()
    {
        var dovecot = await fixture.GetAsync();

        await RefusedAsync(WithPassword(dovecot, "wrong"));
        await RefusedAsync(WithToken(dovecot, dovecot.ExpiredToken()));
        await RefusedAsync(WithToken(dovecot, "no.jwt.atall"));
    }

    [Fact]
    public async Task A_wrong_password_is_tried_by_SCRAM_and_by_PLAIN()
    {
        var dovecot = await fixture.GetAsync();
        var transcript = new KeptTranscript();
        using var authority = (await TestCertificates.SharedAsync()).LoadAuthority();
        var options = Options(dovecot, new SmtpPasswordCredentials(dovecot.Options.User, "wrong")) with { Transcript = transcript, TrustedRoots = [authority] };

        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));

        Assert.Equal((SmtpFailure.Authentication, 535), (exception.Failure, exception.Reply!.Code));
        Assert.Equal(["AUTH SCRAM-SHA-256 ***", "AUTH PLAIN ***"], transcript.Auth);
    }

    [Theory]
    [InlineData("xoauth2")]
    [InlineData("oauthbearer")]
    public async Task An_expired_token_is_renewed_on_the_same_connection(string offered)
    {
        await using var dovecot = await StartAsync(offered);
        var transcript = new KeptTranscript();
        using var authority = (await TestCertificates.SharedAsync()).LoadAuthority();
        var credentials = new SmtpTokenCredentials(dovecot.Options.User, (refused, _) => ValueTask.FromResult(refused is null ? dovecot.ExpiredToken() : dovecot.Token()));
        var options = Options(dovecot, credentials) with { Transcript = transcript, TrustedRoots = [authority] };

        await using var connection = await SmtpConnection.ConnectAsync(options, null, Cancel);

        Assert.Equal(2, transcript.Auth.Count);
    }

    private static async Task<DovecotPeer> StartAsync(string mechanisms)
    {
        var dovecot = new DovecotPeer(new DovecotPeerOptions { Mechanisms = mechanisms.Split(' ') });
        await dovecot.StartAsync(Cancel);
        return dovecot;
    }

    // Sends a mail, sees it delivered, and tells the mechanism.
    private static async Task<string> SendAsync(DovecotPeer dovecot, SmtpConfig account)
    {
        await using var tenant = await TenantAt.StartAsync(account);
        var tested = await tenant.TestAsync();
        Assert.True(tested.Verified, tested.Report.Failure?.Message);
        var result = await tenant.SendAsync(Mail.To("box@example.test"));
        await dovecot.Postfix.DeliveredAsync(result.MessageId!, Cancel);
        return tested.Report.Stages.Single(stage => stage.Stage.ToString() == "Auth").Facts["mechanism"];
    }

    private static async Task RefusedAsync(SmtpConfig account)
    {
        await using var tenant = await TenantAt.StartAsync(account);
        var failure = (await tenant.TestAsync()).Report.Failure!;
        Assert.Equal((FailureKind.Authentication, SendPhase.Auth, 535), (failure.Kind, failure.Phase, failure.Response!.Code));
    }

    private static SmtpConnectionOptions Options(DovecotPeer dovecot, SmtpCredentials credentials) =>
        new() { Host = "localhost", Port = dovecot.Postfix.SubmissionPort, Credentials = credentials };

    private static SmtpConfig WithPassword(DovecotPeer dovecot, string? password = null) => Account(dovecot) with { Pass = new Secret(password ?? dovecot.Options.Password) };

    private static SmtpConfig WithToken(DovecotPeer dovecot, string token) => Account(dovecot) with { AccessToken = new Secret(token) };

    private static SmtpConfig Account(DovecotPeer dovecot) =>
        new() { Host = "localhost", Port = dovecot.Postfix.SubmissionPort, User = dovecot.Options.User, FromAddress = "hello@example.test" };

    private sealed class KeptTranscript : ISmtpTranscript
    {
        public List<string> Auth { get; } = [];

        public void Sent(string line)
        {
            if (line.StartsWith("AUTH ", StringComparison.Ordinal)) Auth.Add(line);
        }

        public void Received(string line)
        {
        }
    }
}
