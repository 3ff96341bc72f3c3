namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Brings a database to the schema that this version needs. Migrations are append-only and checksummed.</summary>
public interface IStoreMigrator
{
    /// <summary>Which database it is, without secrets, for example <c>postgres app@db1/mail schema notifications</c>.</summary>
    string Description { get; }

    /// <summary>The migrations and which of them are applied. Changes nothing.</summary>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>One entry a migration, in order.</returns>
    /// <exception cref="StoreException">The database does not answer.</exception>
    Task<IReadOnlyList<MigrationState>> GetStateAsync(CancellationToken cancellationToken = default);

    /// <summary>Applies what is missing. Any number of processes may call it at once: one works, the others wait for it.</summary>
    /// <param name="cancellationToken">Ends the work; a migration is applied whole or not at all.</param>
    /// <returns>The migrations that this call applied, in order.</returns>
    /// <exception cref="StoreException">The database does not answer, is too new, or holds a migration with another checksum.</exception>
    Task<IReadOnlyList<MigrationState>> MigrateAsync(CancellationToken cancellationToken = default);
}
