using Leadmetrics.Notifications.Providers.Capturing;
using Microsoft.Extensions.Hosting;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Has the catcher made when the host starts, so that it is said there, and not with the first mail, that all mail goes to it.</summary>
internal sealed class CaptureNotice(Catcher catcher) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catcher);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
