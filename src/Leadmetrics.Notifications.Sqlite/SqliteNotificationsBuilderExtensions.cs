using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Sqlite;
using Leadmetrics.Notifications.Sqlite.Migrations;
using Leadmetrics.Notifications.Sqlite.Queue;
using Leadmetrics.Notifications.Sqlite.Tenancy;
using Leadmetrics.Notifications.Sqlite.Tenancy.Events;
using Leadmetrics.Notifications.Sqlite.Tenancy.Suppressing;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps what Leadmetrics.Notifications stores in one SQLite file.</summary>
public static class SqliteNotificationsBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file. Takes the place of a store named before.</summary>
    /// <remarks>
    /// For one machine, any number of processes. Migrating makes the file, in a directory that exists; reading never does. It lies beside its
    /// <c>-wal</c> and <c>-shm</c> files and belongs on a local disk. SQLite works synchronously: a call holds its thread for one short statement.
    /// </remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="file">The file's path; a relative one counts from the current directory as it is now.</param>
    /// <param name="configure">Sets options; they are checked when the host starts.</param>
    /// <returns>The registration.</returns>
    /// <exception cref="ArgumentException">The path is empty, or is <c>:memory:</c> or a URI, which name no file.</exception>
    public static NotificationsBuilder UseSqlite(this NotificationsBuilder builder, string file, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        if (file == ":memory:" || file.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException("SQLite needs the path of a file: what lies in memory ends with each connection.", nameof(file));

        var path = Path.GetFullPath(file);
        var services = builder.Services;
        var options = services.AddOptions<SqliteStoreOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsCheck>());
        services.Replace(ServiceDescriptor.Singleton(provider =>
            new SqliteDatabase(path, provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value.BusyTimeout)));
        services.Replace(ServiceDescriptor.Singleton<IProviderStore>(provider => new SqliteProviderStore(provider.GetRequiredService<SqliteDatabase>())));
        // A feed of a store that was named before would listen to another database.
        services.RemoveAll<IProviderChangeFeed>();
        services.Replace(ServiceDescriptor.Singleton<IBudgetStore>(provider => new SqliteBudgetStore(provider.GetRequiredService<SqliteDatabase>(), provider.GetService<TimeProvider>() ?? TimeProvider.System)));
        services.Replace(ServiceDescriptor.Singleton<IErasureStore>(provider => new SqliteErasureStore(provider.GetRequiredService<SqliteDatabase>(), provider.GetService<TimeProvider>() ?? TimeProvider.System)));
        services.Replace(ServiceDescriptor.Singleton<IRotationStore>(provider => new SqliteRotationStore(provider.GetRequiredService<SqliteDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IProviderStatisticsStore>(provider => new SqliteProviderStatisticsStore(provider.GetRequiredService<SqliteDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IOAuthStateStore>(provider => new SqliteOAuthStateStore(provider.GetRequiredService<SqliteDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IDeliveryEventStore>(provider => new SqliteDeliveryEventStore(provider.GetRequiredService<SqliteDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<IWebhookTokenStore>(provider => new SqliteWebhookTokenStore(provider.GetRequiredService<SqliteDatabase>())));
        services.Replace(ServiceDescriptor.Singleton<ISuppressionStore>(provider => new SqliteSuppressionStore(provider.GetRequiredService<SqliteDatabase>())));
        AddQueue(services);
        services.Replace(ServiceDescriptor.Singleton<IStoreMigrator>(provider =>
            new SqliteMigrator(provider.GetRequiredService<SqliteDatabase>(), provider.GetService<TimeProvider>() ?? TimeProvider.System)));
        return builder;
    }
    private static void AddQueue(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton(provider => SqliteQueueSignal.Of(provider.GetRequiredService<SqliteDatabase>().File)));
        services.Replace(ServiceDescriptor.Singleton<IQueueWakeFeed>(provider =>
            new SqliteQueueWakeFeed(provider.GetRequiredService<SqliteDatabase>(), provider.GetRequiredService<SqliteQueueSignal>(), Clock(provider))));
        services.Replace(ServiceDescriptor.Singleton<IQueueIntakeStore>(provider =>
            new SqliteQueueIntakeStore(provider.GetRequiredService<SqliteDatabase>(), provider.GetRequiredService<SqliteQueueSignal>(), Clock(provider))));
        services.Replace(ServiceDescriptor.Singleton<IQueueWorkStore>(provider => new SqliteQueueWorkStore(provider.GetRequiredService<SqliteDatabase>(), Clock(provider))));
        services.Replace(ServiceDescriptor.Singleton<IBreakerStore>(provider => new SqliteBreakerStore(provider.GetRequiredService<SqliteDatabase>(), Clock(provider))));
        services.Replace(ServiceDescriptor.Singleton<IQueueUpkeepStore>(provider => new SqliteQueueUpkeepStore(provider.GetRequiredService<SqliteDatabase>(), Clock(provider))));
        services.Replace(ServiceDescriptor.Singleton<IQueueAdminStore>(provider =>
            new SqliteQueueAdminStore(provider.GetRequiredService<SqliteDatabase>(), provider.GetRequiredService<SqliteQueueSignal>(), Clock(provider))));
    }

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
