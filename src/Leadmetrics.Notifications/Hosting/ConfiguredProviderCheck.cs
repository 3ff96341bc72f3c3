using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Hosting;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Reads the operator's providers when the host starts, so that a wrong one stops it there and not the first mail.</summary>
internal sealed class ConfiguredProviderCheck(ConfiguredProviders providers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(providers);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
