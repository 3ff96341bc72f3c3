using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Registers what takes reports about SMTP mail.</summary>
internal static class BounceRegistration
{
    // By a factory, so that a host without a store is not refused by the container's own validation.
    public static void Add(IServiceCollection services) => services.TryAddSingleton<IBounceReports>(provider => new BounceReports(
        provider.GetRequiredService<DeliveryIntake>(),
        provider.GetRequiredService<IEmailProviderResolver>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<BounceReports>>()));
}
