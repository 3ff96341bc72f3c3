using Leadmetrics.Notifications.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Chaos.Working;

/// <summary>Hosts over the queue, as a user writes them: one that works, and one that queues.</summary>
internal static class QueueHost
{
    private static readonly TimeSpan AfterGrace = TimeSpan.FromSeconds(10);

    /// <summary>A host that registers the library, and sends where it is a worker.</summary>
    public static IHost Build(WorkerSettings settings, bool works)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (settings.ClockOff != TimeSpan.Zero) builder.Services.AddSingleton<TimeProvider>(new ShiftedClock(settings.ClockOff));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Grace + AfterGrace);
        if (works) builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Npgsql", LogLevel.Warning).AddSimpleConsole(format => (format.SingleLine, format.TimestampFormat) = (true, "HH:mm:ss.fff "));
        var notifications = builder.Services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = settings.Key });
            options.Egress.AllowLoopback = true;
            options.EhloName = settings.Name;
            if (settings.SendGrid is { } address) options.SendGridBaseAddress = new Uri(address);
            options.Smtp.MaxConnections = settings.Connections;
            options.Queue.Lease = settings.Lease;
            options.Queue.PollInterval = settings.Poll;
            options.Queue.GracePeriod = settings.Grace;
            options.Queue.Concurrency = settings.Concurrency;
            options.Queue.ConcurrencyPerTenant = settings.ConcurrencyPerTenant;
            options.Queue.ConcurrencyPerDestination = settings.ConcurrencyPerDestination;
        });
        if (settings.File is { } file) notifications.UseSqlite(file);
        else notifications.UsePostgres(settings.Database!, options => (options.Schema, options.ListenConnectionString) = (settings.Schema, settings.Listen));
        if (works) notifications.AddQueueWorker();
        else notifications.MigrateOnStart();
        return builder.Build();
    }
}
