using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What a host's health tells of rows that cannot be opened.</summary>
public sealed class HealthTests : TenancyScenario
{
    private readonly SqliteFile _file = new();
    private Action<IServiceCollection> _services = static _ => { };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UseSqlite(_file.Path);

    internal override void AddServices(IServiceCollection services)
    {
        services.AddHealthChecks().AddNotifications("ready");
        _services(services);
    }

    [Fact]
    public async Task A_row_under_an_unknown_key_turns_health_degraded_until_it_is_mended_and_the_other_tenants_send()
    {
        var owner = await StartAsync();
        var row = await AddVerifiedAsync(owner, Acme);
        var stranger = await StartAsync(key: TestHost.NewKey());
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(stranger)).Status);

        var failed = await stranger.Mailer.TrySendAsync(Acme, Message());
        Assert.Equal(SendOutcome.Accepted, (await stranger.Mailer.SendAsync(Globex, Message())).Outcome);

        Assert.Equal((FailureKind.Configuration, SendPhase.Resolve), (failed.Failure!.Kind, failed.Failure.Phase));
        Assert.Contains(row.Id.ToString(), failed.Failure.Message, StringComparison.Ordinal);
        var degraded = await HealthAsync(stranger);
        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.Equal(row.Id.ToString(), degraded.Entries.Single().Value.Data["rows"]);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(owner)).Status);

        // Complete new settings repair the row: it is sealed under the key that is there.
        await stranger.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = Account().ToJson() });
        Assert.True((await stranger.Providers.TestAsync(Acme, row.Id)).Verified);
        await stranger.Mailer.SendAsync(Acme, Message());

        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(stranger)).Status);
    }

    [Fact]
    public async Task An_erased_tenant_keeps_nobody_degraded()
    {
        await AddVerifiedAsync(await StartAsync(), Acme);
        var stranger = await StartAsync(key: TestHost.NewKey());
        await stranger.Mailer.TrySendAsync(Acme, Message());
        Assert.Equal(HealthStatus.Degraded, (await HealthAsync(stranger)).Status);

        await stranger.Get<IErasure>().EraseTenantAsync(Acme, TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(stranger)).Status);
    }

    [Fact]
    public async Task An_error_that_was_found_in_the_row_is_cleared_by_a_send_that_works_and_nobody_is_told_of_a_recovery()
    {
        var events = new HeardEvents();
        _services = services => services.AddSingleton<IProviderEventSink>(events);
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        Assert.True(await Store.SetLastErrorAsync(Acme, row.Id, row.Version, "what another host met with", Clock.GetUtcNow(), TestContext.Current.CancellationToken));

        await (await StartAsync()).Mailer.SendAsync(Acme, Message());
        foreach (var ended in Hosts) await ended.DisposeAsync();

        Assert.True(events.IsSilent);
        Assert.Null((await (await StartAsync()).Providers.GetAsync(Acme, row.Id)).LastError);
    }

    private static Task<HealthReport> HealthAsync(TestHost host) => host.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
}
