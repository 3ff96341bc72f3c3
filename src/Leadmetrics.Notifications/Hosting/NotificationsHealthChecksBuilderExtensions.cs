using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Hosting.Health;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of Leadmetrics.Notifications.</summary>
public static class NotificationsHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds four checks: <c>notifications.database</c> (unhealthy while the store does not answer), <c>notifications.providers</c> (degraded while provider rows cannot be opened on
    /// this host, or many fail; the ids of at most 20 rows that cannot be opened are in the data),
    /// <c>notifications.queue</c> (degraded while mail waits longer than <c>Health:QueueLag</c>) and <c>notifications.oauth</c> (degraded while accounts get no tokens). None names a tenant.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="tags">Tags to choose the checks by.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddNotifications(this IHealthChecksBuilder builder, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Add(new HealthCheckRegistration("notifications.database", services => new DatabaseHealthCheck(services.GetRequiredService<StoreAnswers>()), HealthStatus.Unhealthy, tags))
            .Add(new HealthCheckRegistration(
                "notifications.providers",
                services => new ProvidersHealthCheck(services.GetRequiredService<UnusableRows>(), services.GetRequiredService<StoreAnswers>(), services.GetRequiredService<IOptions<NotificationsOptions>>().Value.Health),
                HealthStatus.Unhealthy,
                tags))
            .Add(new HealthCheckRegistration(
                "notifications.queue",
                services => new QueueHealthCheck(services.GetRequiredService<StoreAnswers>(), services.GetRequiredService<IOptions<NotificationsOptions>>().Value.Health),
                HealthStatus.Degraded,
                tags))
            .Add(new HealthCheckRegistration("notifications.oauth", services => new OAuthHealthCheck(services.GetRequiredService<ProviderFactory>().Tokens), HealthStatus.Degraded, tags));
    }
}
