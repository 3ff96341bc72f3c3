using Leadmetrics.Notifications.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Whose keys seal: those of the options, or those of a key provider that the host registered, before us or after.</summary>
internal sealed class KeyRegistration(IServiceCollection services)
{
    private static readonly ServiceDescriptor Ring = ServiceDescriptor.Singleton<IKeyProvider>(
        static provider => new KeyRing(provider.GetRequiredService<IOptions<NotificationsOptions>>().Value.Keys.Select(key => LocalKey.Read(key, out _)!)));

    /// <summary>Whether the options' keys are used. What is registered last serves.</summary>
    public bool AreKeysFromOptions => ReferenceEquals(services.LastOrDefault(service => service.ServiceType == typeof(IKeyProvider) && !service.IsKeyedService), Ring);

    /// <summary>Registers the options' keys, unless the host has a provider of its own.</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAdd(Ring);
        services.TryAddSingleton(new KeyRegistration(services));
    }
}
