using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quickstart.Databases;
using Quickstart.Platform;

namespace Quickstart;

/// <summary>What a host writes: options from its configuration, and a store.</summary>
internal static class Registration
{
    public static IHost Build(Database database, PlatformAccount platform, string key)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // What stops the host is told once, by the demo itself.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // A host has these in appsettings.json, and the secrets in its environment or vault.
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Notifications:Keys:0:Key"] = key,
            ["Notifications:Platform:SendGrid:ApiKey"] = platform.ApiKey,
            ["Notifications:Platform:SendGrid:FromAddress"] = platform.From.Address,
            ["Notifications:Platform:SendGrid:FromName"] = platform.From.Name,
            ["Notifications:SendGridBaseAddress"] = platform.BaseAddress?.ToString(),

            // Tenants' servers must be public ones; this demo's are on this machine.
            ["Notifications:Egress:AllowLoopback"] = "true",
        });

        var notifications = builder.Services
            .AddLeadmetricsNotifications(builder.Configuration.GetSection("Notifications"))
            .MigrateOnStart();
        database.Use(notifications); // .UseSqlite("notifications.db") or .UsePostgres("Host=...")
        return builder.Build();
    }
}
