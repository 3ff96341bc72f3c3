using Leadmetrics.Notifications.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace NotificationsWorker;

/// <summary>What a host writes to send queued mail.</summary>
internal static class Notifications
{
    // Longer than Queue:GracePeriod, with time to store what became of the last mails.
    private static readonly TimeSpan WindUp = TimeSpan.FromSeconds(10);

    /// <summary>PostgreSQL by <c>ConnectionStrings:Postgres</c>, else SQLite in the file of <c>ConnectionStrings:Sqlite</c>.</summary>
    public static void AddNotifications(this HostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var notifications = builder.Services.AddLeadmetricsNotifications(configuration.GetSection("Notifications"));
        if (configuration.GetConnectionString("Postgres") is { } postgres)
        {
            builder.Services.AddSingleton(NpgsqlDataSource.Create(postgres));
            notifications.UsePostgres(services => services.GetRequiredService<NpgsqlDataSource>(), options => options.Schema = configuration["Schema"] ?? options.Schema);
        }
        else
        {
            notifications.UseSqlite(configuration.GetConnectionString("Sqlite") ?? "notifications.db");
        }

        notifications
            .MigrateOnStart()
            .AddQueueWorker();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<NotificationsOptions>>((host, options) => host.ShutdownTimeout = options.Value.Queue.GracePeriod + WindUp);
        builder.Services.AddHealthChecks().AddNotifications();
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthLog>();
    }
}
