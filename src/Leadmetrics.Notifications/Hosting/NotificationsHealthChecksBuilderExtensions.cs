using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of Leadmetrics.Notifications.</summary>
public static class NotificationsHealthChecksBuilderExtensions
{
    /// <summary>Reports the host degraded while provider rows cannot be opened on it; the ids of at most 20 rows are in the data.</summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="tags">Tags to choose the check by.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddNotifications(this IHealthChecksBuilder builder, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            "notifications-providers", services => new ProviderRowsHealthCheck(services.GetRequiredService<UnusableRows>()), HealthStatus.Degraded, tags));
    }
}
