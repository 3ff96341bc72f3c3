using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Intake;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Queue.Working;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Registers the queue; a host without a store has none.</summary>
internal static class QueueRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<QueueTelemetry>();

        // By factories, so that a host without a store is not refused by the container's own validation.
        services.TryAddSingleton<IMailQueue>(provider => new MailQueue(Stored<IQueueAdminStore>(provider), Stored<IBreakerStore>(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IMailIntake>(provider => new QueueIntake(
            provider.GetRequiredService<IEmailProviderResolver>(), Stored<IQueueIntakeStore>(provider), new IntakeLimits(Options(provider).MaxMessageSize), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new BreakerBoard(Stored<IBreakerStore>(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<BreakerBoard>>()));
        services.TryAddSingleton<IMailCourier>(provider => new MailCourier(
            provider.GetRequiredService<IEmailProviderResolver>(),
            provider.GetRequiredService<SuppressionFilter>(),
            Stored<IQueueIntakeStore>(provider),
            provider.GetRequiredService<BreakerBoard>(),
            provider.GetRequiredService<CandidateChange>(),
            provider.GetRequiredService<NotificationsTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MailCourier>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeliveryEventSink, HeldMailSettler>(provider => new HeldMailSettler(
            provider.GetService<IQueueAdminStore>(), provider.GetRequiredService<ILogger<HeldMailSettler>>())));
    }

    public static void AddWorker(IServiceCollection services)
    {
        services.TryAddSingleton(Worker);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, QueueWorker>(provider => provider.GetRequiredService<QueueWorker>()));
    }

    private static QueueWorker Worker(IServiceProvider provider)
    {
        var options = Options(provider);
        var clock = provider.GetRequiredService<TimeProvider>();
        var telemetry = provider.GetRequiredService<QueueTelemetry>();
        var logger = provider.GetRequiredService<ILogger<Dispatcher>>();
        var store = Stored<IQueueWorkStore>(provider);
        var wakes = Stored<IQueueWakeFeed>(provider);
        var name = WorkerName.Make();
        var weather = new StoreWeather(clock);
        var slots = new WorkSlots(options, clock);
        var waker = new Waker(wakes, name, options.PollInterval, weather, clock, logger);
        slots.Changed = waker.Wake;
        var settler = new Settler(store, name, slots, telemetry, weather, clock, logger);
        var gate = new LeaseGate(store, options.Lease / 20, clock, telemetry, logger);
        return new QueueWorker(
            name,
            new Dispatcher(store, provider.GetRequiredService<IMailCourier>(), name, slots, settler, waker, gate, telemetry, weather, clock, logger),
            settler,
            new LeaseKeeper(store, slots, options.Lease, weather, clock, logger),
            new Rescuer(store, wakes, waker, telemetry, weather, clock, logger),
            new QueuePruner(Stored<IQueueUpkeepStore>(provider), options.Retention.ToRetention(), clock, logger),
            waker,
            slots,
            new QueueDepth(Stored<IQueueAdminStore>(provider), telemetry, weather, clock, logger),
            options.GracePeriod,
            clock,
            logger);
    }

    private static T Stored<T>(IServiceProvider provider)
        where T : notnull =>
        provider.GetService<T>() ?? throw new InvalidOperationException("Leadmetrics.Notifications has no store to queue mail in: call UsePostgres or UseSqlite.");

    private static QueueingOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<NotificationsOptions>>().Value.Queue;
}
