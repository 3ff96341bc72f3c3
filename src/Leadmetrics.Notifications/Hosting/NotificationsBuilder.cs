namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Goes on with the registration of Leadmetrics.Notifications.</summary>
public sealed class NotificationsBuilder
{
    internal NotificationsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }
}
