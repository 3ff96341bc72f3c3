using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Migrates the store before the host's other services start.</summary>
internal sealed class StoreMigration(IStoreMigrator migrator, ILogger<StoreMigration> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var applied in await migrator.MigrateAsync(cancellationToken).ConfigureAwait(false)) Log.MigrationApplied(logger, applied.Version, applied.Name, migrator.Description);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
