using Leadmetrics.Notifications.Cli.Keys;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary>Registers what a host registers, with options from the environment, over the database that was named.</summary>
internal static class TenantHost
{
    /// <summary>For tenants' providers and mail: the keys and the operator's switches are read, and checked.</summary>
    /// <exception cref="Refusal">A variable is missing or wrong.</exception>
    public static ServiceProvider ForTenants(Database database, Action<NotificationsOptions>? configure = null)
    {
        var services = new ServiceCollection();
        AddForTenants(services, database, configure);
        return services.BuildServiceProvider();
    }

    /// <summary>The same among the services of a host that goes on registering.</summary>
    /// <exception cref="Refusal">A variable is missing or wrong.</exception>
    public static NotificationsBuilder AddForTenants(IServiceCollection services, Database database, Action<NotificationsOptions>? configure = null)
    {
        var keys = SealingKeys.Read();
        var builder = services.AddLeadmetricsNotifications(options =>
        {
            foreach (var key in keys) options.Keys.Add(key);
            OperatorSwitches.Apply(options);
            configure?.Invoke(options);
        });
        database.Use(builder);
        return builder;
    }

    /// <summary>For the schema alone: no key is needed.</summary>
    public static ServiceProvider ForMigrations(Database database)
    {
        var services = new ServiceCollection();
        database.Use(services.AddLeadmetricsNotifications(static _ => { }));
        return services.BuildServiceProvider();
    }
}
