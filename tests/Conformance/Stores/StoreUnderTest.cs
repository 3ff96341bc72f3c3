using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Conformance.Stores;

/// <summary>One database of a test's own. Disposing of it removes what it left behind.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>The store, as a host's registration gives it.</summary>
    public abstract IProviderStore Store { get; }

    /// <summary>The same rows, as a rotation of keys sees them.</summary>
    public abstract IRotationStore Rotation { get; }

    /// <summary>The counts of the same rows.</summary>
    public abstract IProviderStatisticsStore Statistics { get; }

    /// <summary>The store of rows' tokens, of the same registration.</summary>
    public abstract IOAuthStateStore OAuthStates { get; }

    /// <summary>Its migrator.</summary>
    public abstract IStoreMigrator Migrator { get; }

    /// <summary>Its sending limits.</summary>
    public abstract IBudgetStore Budgets { get; }

    /// <summary>Its erasure.</summary>
    public abstract IErasureStore Erasure { get; }

    /// <summary>Its delivery events.</summary>
    public abstract IDeliveryEventStore Events { get; }

    /// <summary>Its rows by the tokens of their webhooks.</summary>
    public abstract IWebhookTokenStore WebhookTokens { get; }

    /// <summary>Its suppression lists.</summary>
    public abstract ISuppressionStore Suppressions { get; }

    /// <summary>A migrator of the same database with connections of its own, as another process has. Ends with this object.</summary>
    public abstract IStoreMigrator OpenMigrator();

    /// <summary>Changes the stored checksum of an applied migration.</summary>
    public abstract Task ForgeChecksumAsync(int version);

    /// <summary>Notes a migration that this version does not know.</summary>
    public abstract Task AddLaterMigrationAsync(int version, string name, int requires);

    /// <summary>The tables that have a <c>tenant_id</c>.</summary>
    public abstract Task<IReadOnlyList<string>> TenantTablesAsync();

    /// <summary>How many rows of a tenant a table holds.</summary>
    public abstract Task<long> CountAsync(string table, string tenant);

    /// <summary>Changes a row's tokens and leaves its version alone.</summary>
    public abstract Task SetOAuthStateAsync(TenantId tenant, Guid id, byte[]? state);

    /// <summary>Makes the database refuse to remove an event.</summary>
    public abstract Task KeepEventAsync(string eventId);

    /// <summary>Lets go of what <see cref="KeepEventAsync"/> keeps.</summary>
    public abstract Task LetGoAsync();

    /// <summary>Makes the database refuse to remove a row, <c>old</c>, of a table while a condition in SQL over tables without schema holds.</summary>
    public abstract Task ForbidRemovalAsync(string table, string condition);

    /// <summary>Writes rows of a tenant into every table of the queue that has a <c>tenant_id</c>.</summary>
    /// <returns>How many mails they are of.</returns>
    public abstract Task<int> FillQueueAsync(TenantId tenant);

    public abstract ValueTask DisposeAsync();
}
