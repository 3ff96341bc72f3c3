using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Registers the library over one store.</summary>
public static class Registration
{
    /// <summary>A container with what <paramref name="use"/> registers.</summary>
    public static ServiceProvider Build(Action<NotificationsBuilder> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        var services = new ServiceCollection();
        use(services.AddLeadmetricsNotifications(_ => { }));
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }
}
