using System.Globalization;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What hosts over one PostgreSQL learn of each other's changes, in two processes.</summary>
public sealed class TwoHostsTests(PeerFixture<PostgresPeer> postgres) : IAsyncLifetime
{
    private const int Tenants = 10_000;

    private readonly string _schema = $"test_{Guid.NewGuid():N}";
    private readonly string _key = TestHost.NewKey();
    private readonly Dictionary<string, Guid> _rows = [];
    private string _connectionString = "";

    public async ValueTask InitializeAsync() => _connectionString = new NpgsqlConnectionStringBuilder((await postgres.GetAsync()).ConnectionString) { ApplicationName = _schema }.ToString();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Ten_thousand_tenants_are_resolved_by_two_processes_and_each_sees_a_change_of_the_other_within_a_second()
    {
        await using var first = await StartAsync();
        await AddRowsAsync(first, Tenants);
        await using var second = await SecondHost.StartAsync(_connectionString, _schema, _key);
        var resolving = await second.BeginAsync($"resolve {Tenants}");
        await Parallel.ForEachAsync(Enumerable.Range(0, Tenants), async (i, cancel) => Assert.NotNull((await first.Resolver.ResolveAsync(new TenantId($"tenant-{i}"), cancel)).Primary.RowId));
        TestContext.Current.TestOutputHelper!.WriteLine($"The second process: {await resolving} ms.");

        foreach (var tenant in (string[])["tenant-0", "tenant-4711", "tenant-9999"])
        {
            var row = _rows[tenant];
            var seen = await second.BeginAsync($"until {tenant} platform");
            await first.Providers.ChangeAsync(new TenantId(tenant), row, new ProviderChange { Enabled = false });
            Assert.InRange(int.Parse(await seen, CultureInfo.InvariantCulture), 0, 1000);

            await second.AskAsync($"enable {tenant} {row}");
            Assert.InRange(await ServesWithinAsync(first, tenant, row), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_change_made_by_hand_in_the_database_is_seen_too()
    {
        await using var first = await StartAsync();
        await AddRowsAsync(first, 1);
        Assert.Equal(_rows["tenant-0"], (await first.Resolver.ResolveAsync(new TenantId("tenant-0"))).Primary.RowId);

        await ExecuteAsync($"UPDATE {_schema}.notification_providers SET enabled = false, version = version + 1");
        Assert.InRange(await ServesWithinAsync(first, "tenant-0", null), TimeSpan.Zero, TimeSpan.FromSeconds(1));

        await ExecuteAsync($"DELETE FROM {_schema}.notification_providers");
        Assert.InRange(await WithinAsync(first, "tenant-0", route => route.Primary.Reason == RouteReason.PlatformBecauseNoRow), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_listening_connection_that_is_cut_comes_back_and_what_was_missed_is_seen()
    {
        await using var first = await StartAsync();
        await AddRowsAsync(first, 1);
        await first.Resolver.ResolveAsync(new TenantId("tenant-0"));

        // In one transaction: the listener is gone when the change commits.
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND application_name = '{_schema}'; UPDATE {_schema}.notification_providers SET enabled = false, version = version + 1");

        Assert.InRange(await ServesWithinAsync(first, "tenant-0", null), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task With_the_listening_connection_gone_for_good_the_time_to_live_covers_it()
    {
        var role = "listener_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE ROLE {role} LOGIN");
        var listen = new NpgsqlConnectionStringBuilder(_connectionString) { Username = role, Pooling = false }.ToString();
        await using var first = await StartAsync();
        await AddRowsAsync(first, 1);
        await using var second = await SecondHost.StartAsync(_connectionString, _schema, _key, timeToLive: 3, listen);
        Assert.Equal(_rows["tenant-0"].ToString(), await second.AskAsync("row tenant-0"));

        await ExecuteAsync($"ALTER ROLE {role} NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'");
        var seen = await second.BeginAsync("until tenant-0 platform");
        await first.Providers.ChangeAsync(new TenantId("tenant-0"), _rows["tenant-0"], new ProviderChange { Enabled = false });

        Assert.InRange(int.Parse(await seen, CultureInfo.InvariantCulture), 0, 4000);
    }

    [Fact]
    public async Task A_host_with_Npgsqls_legacy_timestamps_far_from_Greenwich_reads_the_same_instants_and_counts_in_the_same_pieces_of_time()
    {
        await using var first = await StartAsync();
        await AddRowsAsync(first, 1);
        var row = _rows["tenant-0"];
        await using var second = await SecondHost.StartAsync(_connectionString, _schema, _key, legacyZone: "America/New_York");

        var added = await first.Providers.GetAsync(new TenantId("tenant-0"), row);
        Assert.Equal(added.CreatedAt, Instant(await second.AskAsync($"created tenant-0 {row}")));
        Assert.Equal((await first.Get<IStoreMigrator>().GetStateAsync(TestContext.Current.CancellationToken))[0].AppliedAt, Instant(await second.AskAsync("migrated")));
        var take = await first.Get<IBudgetStore>().TakeAsync([new BudgetCharge(new TenantId("tenant-1"), "platform", new SendingLimits { PerDay = 1 }, 1)], TestContext.Current.CancellationToken);
        Assert.InRange(long.Parse(await second.AskAsync("take tenant-2"), CultureInfo.InvariantCulture) - take.Receipt!.Buckets[0].Index, 0, 1);
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private Task<TestHost> StartAsync() => TestHost.StartAsync(builder => builder.UsePostgres(_connectionString, options => options.Schema = _schema), _key);

    // Verified as if they had been tested: nothing here connects to them.
    private async Task AddRowsAsync(TestHost host, int count)
    {
        var store = host.Get<IProviderStore>();
        var protector = host.Get<IConfigProtector>();
        var config = new SmtpConfig { Host = "mail.tenant.test", User = "user", Pass = new Secret("planted-p4ss"), FromAddress = "hello@tenant.test" }.ToJson();
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < count; i++) _rows.Add($"tenant-{i}", Guid.NewGuid());
        await Parallel.ForEachAsync(_rows, async (added, cancel) =>
        {
            var tenant = new TenantId(added.Key);
            var sealedConfig = await protector.SealAsync(config, new SealContext(tenant, added.Value, ProviderRow.EmailChannel, "config", "smtp/1"), cancel);
            var row = new ProviderRow { Tenant = tenant, Id = added.Value, Provider = "smtp", Config = sealedConfig.Bytes, ConfigKeyId = sealedConfig.KeyId, VerifiedAt = now, CreatedAt = now, UpdatedAt = now };
            await store.AddAsync(row, cancel);
        });
    }

    private static Task<TimeSpan> ServesWithinAsync(TestHost host, string tenant, Guid? row) => WithinAsync(host, tenant, route => route.Primary.RowId == row);

    private static async Task<TimeSpan> WithinAsync(TestHost host, string tenant, Predicate<EmailRoute> expected)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        while (!expected(await host.Resolver.ResolveAsync(new TenantId(tenant)))) await ticks.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        return TimeProvider.System.GetElapsedTime(started);
    }

    private async Task ExecuteAsync(string sql) => await (await postgres.GetAsync()).ExecuteAsync(sql);
}
