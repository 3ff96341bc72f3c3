using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What a host's health tells of its database, of all tenants' rows, and of rows that cannot be opened; told once on either store.</summary>
public abstract class HealthConformance : TenancyScenario
{
    private const string Database = "notifications.database";
    private const string Providers = "notifications.providers";
    private const string Queue = "notifications.queue";

    private Action<IServiceCollection> _services = static _ => { };

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
        Assert.Equal(row.Id.ToString(), degraded.Entries[Providers].Data["rows"]);
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

    [Fact]
    public async Task Four_checks_bear_the_tags_that_were_asked_for_and_are_well()
    {
        var host = await StartAsync();

        var report = await HealthAsync(host);

        Assert.Equal([Database, "notifications.oauth", Providers, Queue], report.Entries.Keys.Order());
        Assert.All(report.Entries.Values, entry => Assert.Equal((HealthStatus.Healthy, "ready"), (entry.Status, string.Join(' ', entry.Tags))));
    }

    [Fact]
    public async Task Mail_that_waits_longer_than_the_operator_lets_it_degrades_and_that_of_a_paused_tenant_does_not()
    {
        var host = await StartAsync(options => (options.Health.CacheFor, options.Health.QueueLag) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        await host.Mailer.QueueAsync(Globex, Message(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Entries[Queue].Status);

        // No worker runs here. One of the stores goes by this clock, the other by its server's.
        var lag = await QueueHealthAsync(host, HealthStatus.Degraded);

        Assert.EndsWith("no worker sends.", lag.Description, StringComparison.Ordinal);
        Assert.Equal((1L, 0L), (lag.Data["ready"], lag.Data["sending"]));
        Assert.True((double)lag.Data["oldestReadySeconds"] >= 1);
        await host.Get<IMailQueue>().PauseAsync(Globex, TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Entries[Queue].Status);
        await host.Get<IMailQueue>().ResumeAsync(Globex, TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Degraded, (await HealthAsync(host)).Entries[Queue].Status);
    }

    [Fact]
    public async Task A_database_that_fails_or_is_silent_is_unhealthy_and_one_that_answers_again_is_not()
    {
        var host = await StartAsync(options => (options.Health.CacheFor, options.Health.Timeout) = (TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100)));
        Store.AfterFind = () => throw new StoreException(StoreFailure.Unavailable, "planted: a machine's name");

        var failed = (await HealthAsync(host)).Entries[Database];
        Assert.Equal((HealthStatus.Unhealthy, "The database does not answer."), (failed.Status, failed.Description));

        var silence = new TaskCompletionSource();
        Store.AfterFind = () => silence.Task;
        Clock.Advance(TimeSpan.FromSeconds(5));
        var silent = (await HealthAsync(host)).Entries[Database];
        Assert.Equal((HealthStatus.Unhealthy, "The database does not answer in time (Health:Timeout)."), (silent.Status, silent.Description));

        silence.SetResult();
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Entries[Database].Status);
    }

    [Fact]
    public async Task What_the_database_answered_stands_for_a_while()
    {
        var host = await StartAsync(options => options.Health.CacheFor = TimeSpan.FromSeconds(10));
        var asked = 0;
        Store.AfterFind = () =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        };

        for (var i = 0; i < 10; i++) await HealthAsync(host);
        Assert.Equal(1, asked);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await HealthAsync(host);

        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData(20, 0, 5, HealthStatus.Healthy)]
    [InlineData(20, 0, 6, HealthStatus.Degraded)]
    [InlineData(20, 6, 0, HealthStatus.Degraded)]
    [InlineData(20, 3, 3, HealthStatus.Degraded)]
    [InlineData(5, 0, 4, HealthStatus.Healthy)]
    [InlineData(1, 1, 0, HealthStatus.Healthy)]
    [InlineData(1, 0, 1, HealthStatus.Degraded)]
    [InlineData(5, 5, 0, HealthStatus.Degraded)]
    [InlineData(6, 1, 5, HealthStatus.Unhealthy)]
    public async Task Unverified_and_failing_rows_are_weighed_by_their_share(int enabled, int unverified, int failing, HealthStatus expected)
    {
        var host = await StartAsync();
        for (var i = 0; i < enabled; i++) await AddAsync(i, isVerified: i >= unverified, fails: i >= unverified && i < unverified + failing);

        var entry = (await HealthAsync(host)).Entries[Providers];

        Assert.Equal(expected, entry.Status);
        Assert.Equal(((long)enabled, (long)unverified, (long)failing), (entry.Data["enabled"], entry.Data["unverified"], entry.Data["failing"]));
        Assert.Equal((long)failing, entry.Data["failing.smtp"]);
        Assert.DoesNotContain("tenant-", $"{entry.Description} {string.Join(' ', entry.Data.Values)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_rows_cannot_be_counted_the_providers_are_degraded()
    {
        _services = services => services.AddSingleton<IProviderStatisticsStore>(new Unreachable());
        var host = await StartAsync();

        var entry = (await HealthAsync(host)).Entries[Providers];

        Assert.Equal((HealthStatus.Degraded, "The providers cannot be counted: the database does not answer."), (entry.Status, entry.Description));
    }

    [Fact]
    public async Task A_host_without_a_store_is_well_and_says_why()
    {
        await using var host = await TestHost.StartAsync(null, null, services: AddServices);

        var report = await HealthAsync(host);

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.All([Database, Providers], name => Assert.Equal("The host has no store: its providers are configured ones.", report.Entries[name].Description));
    }

    private Task AddAsync(int number, bool isVerified, bool fails)
    {
        var now = Clock.GetUtcNow();
        return Store.AddAsync(new ProviderRow
        {
            Tenant = new TenantId($"tenant-{number}"),
            Id = Guid.CreateVersion7(now),
            Provider = "smtp",
            Config = new byte[] { 1 },
            ConfigKeyId = "k1",
            VerifiedAt = isVerified ? now : null,
            LastError = fails ? "It does not work." : null,
            LastErrorAt = fails ? now.AddSeconds(1) : null,
            CreatedAt = now,
            UpdatedAt = now,
        });
    }

    private sealed class Unreachable : IProviderStatisticsStore
    {
        public Task<IReadOnlyList<ProviderStatistics>> CountEnabledAsync(string channel, CancellationToken cancellationToken = default) =>
            throw new StoreException(StoreFailure.Unavailable, "planted: a machine's name");
    }

    private async Task<HealthReportEntry> QueueHealthAsync(TestHost host, HealthStatus wanted)
    {
        var entry = (await HealthAsync(host)).Entries[Queue];
        for (var i = 0; i < 300 && entry.Status != wanted; i++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            entry = (await HealthAsync(host)).Entries[Queue];
        }

        Assert.Equal(wanted, entry.Status);
        return entry;
    }

    private static Task<HealthReport> HealthAsync(TestHost host) => host.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
}
