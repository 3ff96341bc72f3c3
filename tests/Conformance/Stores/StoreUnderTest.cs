using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Conformance.Stores;

/// <summary>One database of a test's own. Disposing of it removes what it left behind.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>The store, as a host's registration gives it.</summary>
    public abstract IProviderStore Store { get; }

    /// <summary>Its migrator.</summary>
    public abstract IStoreMigrator Migrator { get; }

    /// <summary>A migrator of the same database with connections of its own, as another process has. Ends with this object.</summary>
    public abstract IStoreMigrator OpenMigrator();

    /// <summary>Changes the stored checksum of an applied migration.</summary>
    public abstract Task ForgeChecksumAsync(int version);

    /// <summary>Notes a migration that this version does not know.</summary>
    public abstract Task AddLaterMigrationAsync(int version, string name, int requires);

    public abstract ValueTask DisposeAsync();
}
