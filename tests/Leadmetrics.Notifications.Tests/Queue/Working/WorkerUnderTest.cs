using System.Diagnostics.Metrics;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Queue.Working;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Smtp.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Queue.Working;

/// <summary>A worker over a fake queue and a fake courier, on a clock that the test moves.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly QueueWorker _worker;
    private bool _isStopped;

    public WorkerUnderTest(Action<QueueingOptions>? configure = null)
    {
        // Long leases: a test's clock runs ahead of the threads that work by it.
        var options = new QueueingOptions { GracePeriod = TimeSpan.FromSeconds(20), Lease = TimeSpan.FromMinutes(10) };
        configure?.Invoke(options);
        _services = new ServiceCollection().AddMetrics().AddLogging(logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug)).BuildServiceProvider();
        var logger = _services.GetRequiredService<ILogger<Dispatcher>>();
        var telemetry = new QueueTelemetry(_services.GetRequiredService<IMeterFactory>());
        var weather = new StoreWeather(Clock);
        Slots = new WorkSlots(options, Clock);
        var waker = new Waker(Queue, "worker", options.PollInterval, weather, Clock, logger);
        Slots.Changed = waker.Wake;
        var settler = new Settler(Queue, "worker", Slots, telemetry, weather, Clock, logger);
        Keeper = new LeaseKeeper(Queue, Slots, options.Lease, weather, Clock, logger);
        var gate = new LeaseGate(Queue, options.Lease / 20, Clock, telemetry, logger);
        _worker = new QueueWorker(
            "worker",
            new Dispatcher(Queue, Courier, "worker", Slots, settler, waker, gate, telemetry, weather, Clock, logger),
            settler,
            Keeper,
            new Rescuer(Queue, Queue, waker, telemetry, weather, Clock, logger),
            new QueuePruner(new NoUpkeep(), new QueueRetention(), Clock, logger),
            waker,
            Slots,
            new QueueDepth(new NoAdmin(), telemetry, weather, Clock, logger),
            options.GracePeriod,
            Clock,
            logger);
    }

    public FakeQueue Queue { get; } = new();

    public FakeCourier Courier { get; } = new();

    public ManualClock Clock { get; } = new();

    public LogSink Log { get; } = new();

    public WorkSlots Slots { get; }

    public LeaseKeeper Keeper { get; }

    public Task StartAsync() => _worker.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync()
    {
        _isStopped = true;
        return _worker.StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            // What a test left hanging ends with the grace period.
            var stopping = StopAsync();
            while (!stopping.IsCompleted)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }

            await stopping;
        }

        _worker.Dispose();
        await _services.DisposeAsync();
    }

    private sealed class NoUpkeep : IQueueUpkeepStore
    {
        public Task PrepareAsync(int days, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<long> PruneAsync(QueueRetention retention, CancellationToken cancellationToken = default) => Task.FromResult(0L);
    }

    private sealed class NoAdmin : IQueueAdminStore
    {
        public Task<QueueStatus> StatusAsync(TenantId? tenant, CancellationToken cancellationToken = default) => Task.FromResult(new QueueStatus());

        public Task<IReadOnlyList<QueueHour>> HoursAsync(TenantId? tenant, int hours, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, Guid>> FindHeldAsync(TenantId tenant, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, string recipient, Guid? before, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(TenantId tenant, DeadLetterCursor? before, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<int> RequeueAsync(TenantId tenant, IReadOnlyCollection<Guid>? ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<CancelOutcome> CancelAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> SettleHeldAsync(TenantId tenant, Guid id, bool delivered, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task PauseAsync(TenantId tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task ResumeAsync(TenantId tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task SetWeightAsync(TenantId tenant, int weight, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
