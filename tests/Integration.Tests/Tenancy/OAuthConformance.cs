using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>Rows that authenticate by OAuth2, on either store: several hosts, rotation, set-up.</summary>
public abstract class OAuthConformance : TenancyScenario
{
    private const string User = "user@acme.test";

    private FakeTokenEndpoint Endpoint { get; set; } = null!;

    private IDictionary<string, string> Taken => Catcher.Server.Options.Tokens;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Catcher.Server.Options.Capabilities.Auth.Clear();
        Catcher.Server.Options.Capabilities.Auth.Add("XOAUTH2");
        Catcher.Server.Options.RequireAuth = true;
        Taken[User] = "access-1";
        Endpoint = FakeTokenEndpoint.Start("planted-refresh-0");
        Endpoint.RotatesRefreshTokens = true;
        Endpoint.Lifetime = TimeSpan.FromSeconds(90);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Endpoint.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Two_hosts_with_an_expired_token_make_one_request_together()
    {
        var (one, other) = (await HostAsync(), await HostAsync());
        await AddVerifiedAsync(one, Acme, OAuth());
        Clock.Advance(TimeSpan.FromSeconds(91));
        Taken[User] = "access-2";
        var open = new TaskCompletionSource();
        Endpoint.Gate = open.Task;

        var sends = new[] { one, other }.SelectMany(host => Enumerable.Range(0, 20).Select(_ => Task.Run(() => host.Mailer.SendAsync(Acme, Message())))).ToArray();
        await Endpoint.WaitForRequestsAsync(2, TestContext.Current.CancellationToken);

        // Both hosts' connections wait for a token before the one that asked has it.
        await Catcher.Server.WaitForConnectionsAsync(1 + 5 + 5, TestContext.Current.CancellationToken);
        open.SetResult();
        await Task.WhenAll(sends);

        Assert.Equal(2, Endpoint.Requests.Count);
        Assert.Equal(40, Catcher.Messages.Count);
        Assert.Equal(["planted-refresh-0", "refresh-1"], Endpoint.Requests.Select(request => request.Form["refresh_token"]));
    }

    [Fact]
    public async Task A_token_that_rotates_edits_no_row_and_closes_no_connection()
    {
        var (host, other) = (await HostAsync(), await HostAsync());
        var row = await AddVerifiedAsync(host, Acme, OAuth());
        await host.Mailer.SendAsync(Acme, Message());
        var connections = Catcher.Server.Connections.Count;
        Taken[User] = "access-2";
        Clock.Advance(TimeSpan.FromSeconds(91));

        // The other host has to connect, and renews the token. Here the route is older than its time to live, so the row is read again.
        await other.Mailer.SendAsync(Acme, Message());
        await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal(2, Endpoint.Requests.Count);
        Assert.Equal(connections + 1, Catcher.Server.Connections.Count);
        Assert.Equal((row.Version, row.UpdatedAt), await host.Providers.GetAsync(Acme, row.Id) is var now ? (now.Version, now.UpdatedAt) : default);
    }

    [Fact]
    public async Task An_edit_that_waits_for_its_test_leaves_the_serving_tokens_alone_until_it_takes_their_place()
    {
        var host = await HostAsync();
        Endpoint.Lifetime = TimeSpan.FromHours(1);
        var row = await AddVerifiedAsync(host, Acme, OAuth());
        var before = (await host.Get<IOAuthStateStore>().LoadAsync(Acme, row.Id))!.Value;

        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = OAuth("planted-refresh-next").ToJson() });
        var failed = await host.Providers.TestAsync(Acme, row.Id);
        Assert.Equal((FailureKind.NeedsReauthorization, "oauth-reauthorize", true), (failed.Report.Failure!.Kind, failed.Report.Failure.Remedy!.Code, failed.Provider.HasPendingConfig));
        await host.Mailer.SendAsync(Acme, Message());
        Assert.Equal(2, Endpoint.Requests.Count);
        Assert.NotEqual(before.ToArray(), (await host.Get<IOAuthStateStore>().LoadAsync(Acme, row.Id))!.Value.ToArray());

        Endpoint.Take("planted-refresh-next");
        Taken[User] = "access-2";
        Assert.True((await host.Providers.TestAsync(Acme, row.Id)).Verified);
        await (await HostAsync()).Mailer.SendAsync(Acme, Message());
        Assert.Equal(3, Endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_withdrawn_consent_ends_sends_on_every_host_until_new_settings_pass_their_test()
    {
        var (one, other) = (await HostAsync(), await HostAsync());
        var row = await AddVerifiedAsync(one, Acme, OAuth());
        foreach (var token in Endpoint.RefreshTokens) Endpoint.Take(token, isTaken: false);
        Clock.Advance(TimeSpan.FromSeconds(91));

        foreach (var host in new[] { one, one, other, other })
        {
            var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message()));
            Assert.Equal((FailureKind.NeedsReauthorization, SendOutcome.Rejected, SendPhase.Auth), (failed.Kind, failed.Outcome, failed.Phase));
        }

        Assert.Equal(2, Endpoint.Requests.Count);
        Endpoint.Take("planted-refresh-next");
        Taken[User] = "access-2";
        await one.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = OAuth("planted-refresh-next").ToJson() });
        Assert.True((await one.Providers.TestAsync(Acme, row.Id)).Verified);
        await one.Mailer.SendAsync(Acme, Message());
        Assert.Equal(3, Endpoint.Requests.Count);
    }

    [Fact]
    public async Task Two_rows_never_share_tokens_although_their_settings_are_the_same()
    {
        Endpoint.RotatesRefreshTokens = false;
        var host = await HostAsync();
        await AddVerifiedAsync(host, Acme, OAuth());
        Taken[User] = "access-2";
        await AddVerifiedAsync(host, Globex, OAuth());
        Taken[User] = "access-3";
        await AddVerifiedAsync(host, Acme, OAuth(), priority: 1);

        Assert.Equal(3, Endpoint.Requests.Count);
    }

    [Fact]
    public async Task What_is_stored_and_shown_holds_no_token()
    {
        var host = await HostAsync();
        var row = await AddVerifiedAsync(host, Acme, OAuth());
        var stored = (await host.Get<IProviderStore>().FindAsync(Acme, row.Id))!;
        var bytes = Encoding.Latin1.GetString([.. stored.OAuthState!.Value.Span, .. stored.Config.Span]);

        foreach (var planted in new[] { "planted-refresh-0", "refresh-1", "access-1", "test-client-secret" })
        {
            Assert.DoesNotContain(planted, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain(planted, (await host.Providers.GetAsync(Acme, row.Id)).Config!.ToJsonString(), StringComparison.Ordinal);
        }

        Assert.Equal("LMN1", bytes[..4]);
    }

    private Task<TestHost> HostAsync() => StartAsync(options => options.OAuthBaseAddress = Endpoint.BaseAddress);

    private SmtpConfig OAuth(string refreshToken = "planted-refresh-0") => Account() with
    {
        Pass = null,
        OAuth = new OAuthSettings { Provider = OAuthProvider.Google, ClientId = "test-client", ClientSecret = new Secret("test-client-secret"), RefreshToken = new Secret(refreshToken) },
    };
}
