using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Servers;

/// <summary>The whole path of a token: row, token endpoint, XOAUTH2 or OAUTHBEARER, and a Dovecot that checks its signature and its end.</summary>
public sealed class DovecotOAuthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xoauth2")]
    [InlineData("oauthbearer")]
    public async Task Signed_tokens_are_taken_expired_ones_renewed_once_and_foreign_ones_refused(string offered)
    {
        await using var dovecot = new DovecotPeer(new DovecotPeerOptions { Mechanisms = [offered] });
        await dovecot.StartAsync(Cancel);

        await TakenAsync(dovecot, _ => dovecot.Token(), requests: 1);
        await TakenAsync(dovecot, number => number == 1 ? dovecot.ExpiredToken() : dovecot.Token(), requests: 2);

        await using var endpoint = Endpoint(_ => dovecot.ForeignToken());
        await using var tenant = await TenantAt.StartAsync(Account(dovecot), tokenEndpoint: endpoint.BaseAddress);
        var failure = (await tenant.TestAsync()).Report.Failure!;
        Assert.Equal((FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, 535), (failure.Kind, failure.Outcome, failure.Phase, failure.Response!.Code));
        Assert.Equal(2, endpoint.Requests.Count);
    }

    private static async Task TakenAsync(DovecotPeer dovecot, Func<int, string> token, int requests)
    {
        await using var endpoint = Endpoint(token);
        await using var tenant = await TenantAt.StartAsync(Account(dovecot), tokenEndpoint: endpoint.BaseAddress);
        var result = await tenant.SendAsync(Mail.To("box@example.test"));
        await dovecot.Postfix.DeliveredAsync(result.MessageId!, Cancel);
        Assert.Equal(requests, endpoint.Requests.Count);
    }

    private static FakeTokenEndpoint Endpoint(Func<int, string> token)
    {
        var endpoint = FakeTokenEndpoint.Start();
        endpoint.MakeToken = token;
        return endpoint;
    }

    private static SmtpConfig Account(DovecotPeer dovecot) => new()
    {
        Host = "localhost",
        Port = dovecot.Postfix.SubmissionPort,
        User = dovecot.Options.User,
        FromAddress = "hello@example.test",
        OAuth = new OAuthSettings { Provider = OAuthProvider.Microsoft, ClientId = "test-client", ClientSecret = new Secret("test-client-secret"), Directory = "contoso.example" },
    };
}
