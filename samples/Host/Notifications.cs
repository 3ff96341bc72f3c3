using Npgsql;

namespace NotificationsHost;

/// <summary>What a host writes to have mail for its tenants.</summary>
internal static class Notifications
{
    /// <summary>SQLite in the file of <c>ConnectionStrings:Sqlite</c>, unless there is a <c>ConnectionStrings:Postgres</c>.</summary>
    public static void AddNotifications(this WebApplicationBuilder builder)
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
            .AddQueueWorker()
            .AddTenantContext<CallersTenant>(options => configuration.GetSection("Notifications:Api").Bind(options));
        builder.Services.AddHealthChecks().AddNotifications();
    }

    public static void MapNotifications(this WebApplication app)
    {
        app.MapGroup("/api").MapNotificationsApi();
        app.MapNotificationsAdmin("/notifications");
        app.MapNotificationsWebhooks("/webhooks");
        app.MapOneClickUnsubscribe("/unsubscribe");
    }
}
