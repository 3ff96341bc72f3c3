using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary>Registers what a host registers, with options from the environment, over the database that was named.</summary>
internal static class TenantHost
{
    private const string KeyVariable = "LMN_KEY";

    /// <summary>For tenants' providers and mail: the key and the operator's switches are read, and checked.</summary>
    /// <exception cref="Refusal">A variable is missing or wrong.</exception>
    public static ServiceProvider ForTenants(Database database, Action<NotificationsOptions>? configure = null)
    {
        var key = ReadKey();
        return Build(database, options =>
        {
            options.Keys.Add(new KeyOptions { Key = key });
            OperatorSwitches.Apply(options);
            configure?.Invoke(options);
        });
    }

    /// <summary>For the schema alone: no key is needed.</summary>
    public static ServiceProvider ForMigrations(Database database) => Build(database, static _ => { });

    private static ServiceProvider Build(Database database, Action<NotificationsOptions> configure)
    {
        var services = new ServiceCollection();
        database.Use(services.AddLeadmetricsNotifications(configure));
        return services.BuildServiceProvider();
    }

    private static string ReadKey()
    {
        var key = Environment.GetEnvironmentVariable(KeyVariable);
        if (string.IsNullOrWhiteSpace(key)) throw Refusal.Configuration(KeyVariable, "is not set: it holds the key that seals providers' settings (make one with: lmn key new).");
        try
        {
            KeyGenerator.IdOf(key);
            return key;
        }
        catch (FormatException)
        {
            throw Refusal.Configuration(KeyVariable, "is not 32 bytes in base64 (make one with: lmn key new).");
        }
    }
}
