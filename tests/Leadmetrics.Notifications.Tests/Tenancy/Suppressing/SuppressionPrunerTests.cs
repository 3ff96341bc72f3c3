using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Notifications.Tests.Providers.OAuth;
using Leadmetrics.Notifications.Tests.Tenancy.Mailing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy.Suppressing;

public sealed class SuppressionPrunerTests : IDisposable
{
    private const int Pruned = 1102;
    private const int Failed = 1103;

    private readonly MovableClock _clock = new();
    private readonly ListInMemory _list = new();
    private readonly LogSink _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact(Timeout = 30_000)]
    public async Task What_ended_more_than_thirty_days_ago_goes_every_hour_by_the_thousand_and_a_failure_is_tried_again()
    {
        using var pruner = Pruner(_list);
        var end = _clock.GetUtcNow() + TimeSpan.FromMinutes(2.5) - TimeSpan.FromDays(30);
        for (var i = 0; i < 1_500; i++) await AddAsync($"ended{i}@example.net", end.AddSeconds(-1));
        await AddAsync("lately@example.net", end);
        await AddAsync("forever@example.net", null);

        await pruner.StartAsync(Cancel);
        await _clock.WhenTimerIsSetAsync(TimeSpan.FromMinutes(2.5));
        _clock.Advance(TimeSpan.FromMinutes(2.5));
        await _log.WhenAsync(Pruned);
        Assert.Equal(["lately@example.net", "forever@example.net"], await ListedAsync());
        Assert.Equal([1_000, 500], _list.Removals);

        _list.Fails = StoreFailure.Unavailable;
        await _clock.WhenTimerIsSetAsync(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));
        await _log.WhenAsync(Failed);
        _list.Fails = null;
        await _clock.WhenTimerIsSetAsync(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));
        await _log.WhenAsync(Pruned, 2);

        Assert.Equal(["forever@example.net"], await ListedAsync());
        await pruner.StopAsync(Cancel);
        Assert.True(pruner.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_host_without_a_store_has_nothing_to_do()
    {
        using var pruner = Pruner(null);

        await pruner.StartAsync(Cancel);

        await pruner.ExecuteTask!;
    }

    [Fact]
    public async Task Every_host_prunes()
    {
        await using var host = new ServiceCollection().AddLogging().AddLeadmetricsNotifications(_ => { }).Services.BuildServiceProvider();

        Assert.Single(host.GetServices<IHostedService>().OfType<SuppressionPruner>());
    }

    private SuppressionPruner Pruner(ISuppressionStore? store)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return new SuppressionPruner(store, _clock, loggers.CreateLogger<SuppressionPruner>()) { Chance = () => 0.5 };
    }

    private Task AddAsync(string address, DateTimeOffset? end) => _list.SetAsync(
        new Suppression { Tenant = Route.Acme, Address = address, Reason = SuppressionReason.Manual, Scope = SuppressionScope.All, CreatedAt = default, ExpiresAt = end }, Cancel);

    private async Task<IEnumerable<string>> ListedAsync() => (await _list.ListAsync(Route.Acme, new SuppressionQuery(), default, Cancel)).Select(entry => entry.Address);
}
