using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What a host's health tells of accounts that get no tokens: as far as its own process knows.</summary>
public sealed class OAuthHealthTests : TenancyScenario
{
    private const string User = "user@acme.test";

    private readonly SqliteFile _file = new();
    private FakeTokenEndpoint _endpoint = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Catcher.Server.Options.Capabilities.Auth.Clear();
        Catcher.Server.Options.Capabilities.Auth.Add("XOAUTH2");
        Catcher.Server.Options.Tokens[User] = "access-1";
        _endpoint = FakeTokenEndpoint.Start("planted-refresh-0");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _endpoint.DisposeAsync();
        _file.Dispose();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UseSqlite(_file.Path);

    internal override void AddServices(IServiceCollection services) => services.AddHealthChecks().AddNotifications();

    [Fact]
    public async Task An_account_that_gets_its_tokens_is_well()
    {
        var host = await SendingHostAsync();

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task A_withdrawn_consent_is_degraded_until_nobody_sends_through_it_any_more()
    {
        var host = await SendingHostAsync();
        _endpoint.Take("planted-refresh-0", isTaken: false);
        Clock.Advance(TimeSpan.FromHours(2));
        await host.Mailer.TrySendAsync(Acme, Message());

        var degraded = await CheckAsync(host);
        Assert.Equal((HealthStatus.Degraded, 1, 0), (degraded.Status, degraded.Data["needsReauthorization"], degraded.Data["failing"]));
        Assert.DoesNotContain("acme", degraded.Description!, StringComparison.Ordinal);

        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task A_token_that_cannot_be_renewed_is_degraded_from_five_minutes_before_its_end_until_there_is_another()
    {
        var host = await SendingHostAsync();
        Clock.Advance(TimeSpan.FromMinutes(61));
        _endpoint.Answer(FakeTokenAnswer.Status(503), times: 1);
        await host.Mailer.TrySendAsync(Acme, Message());

        var degraded = await CheckAsync(host);
        Assert.Equal((HealthStatus.Degraded, 0, 1), (degraded.Status, degraded.Data["needsReauthorization"], degraded.Data["failing"]));

        Catcher.Server.Options.Tokens[User] = "access-2";
        Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Mailer.SendAsync(Acme, Message());
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task An_account_that_was_removed_keeps_nobody_degraded()
    {
        var host = await SendingHostAsync();
        _endpoint.Take("planted-refresh-0", isTaken: false);
        Clock.Advance(TimeSpan.FromHours(2));
        await host.Mailer.TrySendAsync(Acme, Message());
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(host)).Status);

        await host.Providers.RemoveAsync(Acme, (await host.Providers.ListAsync(Acme))[0].Id);
        await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    private async Task<TestHost> SendingHostAsync()
    {
        var host = await StartAsync(options => options.OAuthBaseAddress = _endpoint.BaseAddress);
        await AddVerifiedAsync(host, Acme, Account() with
        {
            Pass = null,
            OAuth = new OAuthSettings { Provider = OAuthProvider.Google, ClientId = _endpoint.ClientId, ClientSecret = new Secret(_endpoint.ClientSecret!), RefreshToken = new Secret("planted-refresh-0") },
        });
        await host.Mailer.SendAsync(Acme, Message());
        return host;
    }

    private static async Task<HealthReportEntry> CheckAsync(TestHost host) =>
        (await host.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["notifications.oauth"];
}
