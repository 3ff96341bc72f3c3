using Microsoft.Extensions.DependencyInjection;

namespace Quickstart.Databases;

/// <summary>Where tenants' providers are kept.</summary>
internal abstract class Database : IAsyncDisposable
{
    public abstract string Description { get; }

    public abstract void Use(NotificationsBuilder notifications);

    public abstract ValueTask DisposeAsync();

    public static async Task<Database> OpenAsync(bool postgres, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        if (!postgres) return new SqliteFile(folder.File("notifications.db"));
        if (RunningPostgres.Find() is { } running) return running;
        return await LocalPostgres.TryStartAsync(folder, cancellationToken)
            ?? (Database)await DockerPostgres.StartAsync(cancellationToken);
    }
}
