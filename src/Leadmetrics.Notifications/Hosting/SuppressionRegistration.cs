using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Registers suppression lists; a host without a store has none, and its sends leave nobody out.</summary>
internal static class SuppressionRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new SuppressionFilter(
            provider.GetService<ISuppressionStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SuppressionFilter>>()));
        services.TryAddSingleton<ISuppressionRules>(provider => new SuppressionRules(provider.GetRequiredService<IOptions<NotificationsOptions>>().Value.Suppression));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SuppressionPruner>(provider => new SuppressionPruner(
            provider.GetService<ISuppressionStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SuppressionPruner>>())));

        // By a factory, so that a host without a store is not refused by the container's own validation.
        services.TryAddSingleton<ISuppressions>(provider => new Suppressions(
            provider.GetService<ISuppressionStore>() ?? throw new InvalidOperationException("Leadmetrics.Notifications has no store: call UsePostgres or UseSqlite."), provider.GetRequiredService<TimeProvider>()));
    }
}
