using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What a host's health tells of rows that cannot be opened.</summary>
public sealed class HealthTests : TenancyScenario
{
    private readonly SqliteFile _file = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UseSqlite(_file.Path);

    internal override void AddServices(IServiceCollection services) => services.AddHealthChecks().AddNotifications("ready");

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

    private static Task<HealthReport> HealthAsync(TestHost host) => host.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
}
