using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Registers one store alone, without the rest of the library.</summary>
public static class Registration
{
    /// <summary>A container with what <paramref name="use"/> registers.</summary>
    public static ServiceProvider Build(Action<NotificationsBuilder> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        var services = new ServiceCollection();
        use(Create(services));
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }

    // The library makes the builder, whole; a store's tests want the store and nothing beside it.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern NotificationsBuilder Create(IServiceCollection services);
}
