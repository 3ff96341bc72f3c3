using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tests.Providers.OAuth;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

public sealed class DeliveryEventPrunerTests : IDisposable
{
    private const int Pruned = 1114;
    private const int Failed = 1115;

    private readonly MovableClock _clock = new();
    private readonly EventsInMemory _store = new();
    private readonly LogSink _log = new();

    private int _filled;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task What_is_older_than_its_retention_goes_by_the_thousand_and_what_is_not_stays()
    {
        await FillAsync(2_500, TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1));
        await FillAsync(10, TimeSpan.FromDays(90));
        using var pruner = Pruner(_store);

        Assert.Equal(2_500, await pruner.PruneAsync(Cancel));

        Assert.Equal(10, _store.Events.Count);
        Assert.Equal([1_000, 1_000, 500], _store.Calls.Skip(4));
    }

    [Fact(Timeout = 30_000)]
    public async Task It_is_done_within_five_minutes_of_the_start_and_every_hour_and_a_failure_is_tried_again()
    {
        using var pruner = Pruner(_store);
        await pruner.StartAsync(Cancel);
        await FillAsync(3, TimeSpan.FromDays(91));
        await _clock.WhenTimerIsSetAsync(TimeSpan.FromMinutes(2.5));
        _clock.Advance(TimeSpan.FromMinutes(2.5));
        await _log.WhenAsync(Pruned);
        Assert.Empty(_store.Events);

        _store.Failures.Enqueue(new StoreException(StoreFailure.Unavailable, "away"));
        await _clock.WhenTimerIsSetAsync(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));
        await _log.WhenAsync(Failed);
        await FillAsync(1, TimeSpan.FromDays(91));
        await _clock.WhenTimerIsSetAsync(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));
        await _log.WhenAsync(Pruned, 2);

        Assert.Empty(_store.Events);
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

    private DeliveryEventPruner Pruner(IDeliveryEventStore? store)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return new DeliveryEventPruner(store, new EventOptions(), _clock, loggers.CreateLogger<DeliveryEventPruner>()) { Chance = () => 0.5 };
    }

    private async Task FillAsync(int count, TimeSpan ago)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(1_000))
        {
            await _store.AddAsync([.. chunk.Select(i => new DeliveryRecord(Heard($"{_filled++}/{i}", _clock.GetUtcNow() - ago)))], Cancel);
        }
    }

    private static DeliveryEvent Heard(string id, DateTimeOffset at) => new()
    {
        Tenant = WebhookHost.Acme,
        MessageId = "m",
        Provider = "sendgrid",
        EventId = id,
        Kind = DeliveryEventKind.Delivered,
        Recipient = "jane@example.net",
        OccurredAt = at,
        ReceivedAt = at,
    };
}
