using Leadmetrics.Notifications.Postgres;
using Leadmetrics.Notifications.Postgres.Migrations;
using Leadmetrics.Notifications.Postgres.Queue;
using Leadmetrics.Notifications.Postgres.Tenancy;
using Leadmetrics.Notifications.Postgres.Tenancy.Events;
using Leadmetrics.Notifications.Postgres.Tenancy.Suppressing;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps what Leadmetrics.Notifications stores in PostgreSQL.</summary>
public static class PostgresNotificationsBuilderExtensions
{
    /// <summary>Keeps everything in PostgreSQL, over a data source of the host's. Takes the place of a store named before.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="dataSource">Finds the data source, once. It stays the host's: it is never disposed here; a connection found dead lets go of its idle ones.</param>
    /// <param name="configure">Sets options; they are checked when the host starts.</param>
    /// <returns>The registration.</returns>
    public static NotificationsBuilder UsePostgres(
        this NotificationsBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<PostgresStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.Use(dataSource, ownsSource: false, configure);
    }

    /// <summary>Keeps everything in PostgreSQL, over a data source of its own that ends with the container. Takes the place of a store named before.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="connectionString">Npgsql's connection string, for example <c>Host=db1;Database=mail;Username=app;Password=...</c>.</param>
    /// <param name="configure">Sets options; they are checked when the host starts.</param>
    /// <returns>The registration.</returns>
    /// <exception cref="ArgumentException">The connection string cannot be read, or names no host.</exception>
    public static NotificationsBuilder UsePostgres(
        this NotificationsBuilder builder, string connectionString, Action<PostgresStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        CheckConnectionString(connectionString);
        return builder.Use(services => OpenSource(services, connectionString), ownsSource: true, configure);
    }

    private static NotificationsBuilder Use(
        this NotificationsBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, bool ownsSource, Action<PostgresStoreOptions>? configure)
    {
        var services = builder.Services;
        var options = services.AddOptions<PostgresStoreOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresStoreOptions>, PostgresStoreOptionsCheck>());
        services.Replace(ServiceDescriptor.Singleton(provider =>
        {
            // The options first: a data source that nobody owns yet must not be lost to an error in them.
            var set = provider.GetRequiredService<IOptions<PostgresStoreOptions>>().Value;
            return new PostgresDatabase(dataSource(provider), set.Schema, ownsSource, prepares: set.ListenConnectionString is null);
        }));
        services.Replace(ServiceDescriptor.Singleton<IProviderStore>(provider => new PostgresProviderStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IProviderChangeFeed>(provider => new PostgresProviderChangeFeed(
            provider.GetRequiredService<PostgresDatabase>(), provider.GetRequiredService<IOptions<PostgresStoreOptions>>().Value.ListenConnectionString)));
        services.Replace(ServiceDescriptor.Singleton<IBudgetStore>(provider => new PostgresBudgetStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IErasureStore>(provider => new PostgresErasureStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IRotationStore>(provider => new PostgresRotationStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IProviderStatisticsStore>(provider => new PostgresProviderStatisticsStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IOAuthStateStore>(provider => new PostgresOAuthStateStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IDeliveryEventStore>(provider => new PostgresDeliveryEventStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IWebhookTokenStore>(provider => new PostgresWebhookTokenStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<ISuppressionStore>(provider => new PostgresSuppressionStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IQueueIntakeStore>(provider => new PostgresQueueIntakeStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IQueueWorkStore>(provider => new PostgresQueueWorkStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IBreakerStore>(provider => new PostgresBreakerStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IQueueWakeFeed>(provider => new PostgresQueueWakeFeed(
            provider.GetRequiredService<PostgresDatabase>(), provider.GetRequiredService<IOptions<PostgresStoreOptions>>().Value.ListenConnectionString)));
        services.Replace(ServiceDescriptor.Singleton<IQueueAdminStore>(provider => new PostgresQueueAdminStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IQueueUpkeepStore>(provider => new PostgresQueueUpkeepStore(provider.GetRequiredService<PostgresDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IStoreMigrator>(provider => new PostgresMigrator(provider.GetRequiredService<PostgresDatabase>())));
        return builder;
    }

    private static NpgsqlDataSource OpenSource(IServiceProvider services, string connectionString) =>
        new NpgsqlDataSourceBuilder(connectionString).UseLoggerFactory(services.GetService<ILoggerFactory>()).Build();

    private static void CheckConnectionString(string connectionString)
    {
        string? host;
        try
        {
            host = new NpgsqlConnectionStringBuilder(connectionString).Host;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // Neither its message nor itself goes on: where a password holds an unquoted ';', the message quotes part of it.
            throw new ArgumentException(
                "The PostgreSQL connection string cannot be read. It has the form Host=...;Database=...;Username=...;Password=...; a value that holds ';', '=' or a quote stands in quotes.",
                nameof(connectionString));
        }

        if (string.IsNullOrWhiteSpace(host)) throw new ArgumentException("The PostgreSQL connection string names no Host.", nameof(connectionString));
    }
}
