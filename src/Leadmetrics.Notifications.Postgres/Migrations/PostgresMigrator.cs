using System.Data;
using Dapper;
using Leadmetrics.Notifications.Tenancy;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Migrations;

/// <summary>Applies migrations, each in a transaction of its own that holds an advisory lock keyed by the schema.</summary>
/// <remarks>
/// Under the lock the applied ones are read again, the first missing one is applied and noted, and the transaction commits; until none is missing.
/// So whoever waited finds the work done, and a process that dies leaves a whole number of migrations and no lock.
/// A database that lacks nothing is only read: its user needs no right to change tables.
/// A database with later migrations is fine (expand, then contract) unless one of them says, by <c>requires</c>, that this version knows too few.
/// </remarks>
internal sealed class PostgresMigrator(PostgresDatabase database) : IStoreMigrator
{
    public string Description => database.Description;

    public Task<IReadOnlyList<MigrationState>> GetStateAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<MigrationState>>(
            async connection =>
            {
                var applied = await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false);
                var known = PostgresMigration.All.Select(m => new MigrationState(m.Version, m.Name, applied.GetValueOrDefault(m.Version)?.AppliedAt));
                var later = applied.Values
                    .Where(a => PostgresMigration.All.All(m => m.Version != a.Version))
                    .Select(a => new MigrationState(a.Version, a.Name, a.AppliedAt));
                return [.. known.Concat(later).OrderBy(s => s.Version)];
            },
            cancellationToken);

    public Task<IReadOnlyList<MigrationState>> MigrateAsync(CancellationToken cancellationToken = default) =>
        database.WriteAsync<IReadOnlyList<MigrationState>>(
            async connection =>
            {
                var done = new List<MigrationState>();
                while (NextMissing(await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false)) is not null)
                {
                    if (await ApplyNextAsync(connection, cancellationToken).ConfigureAwait(false) is { } state) done.Add(state);
                }

                return done;
            },
            cancellationToken);

    private async Task<MigrationState?> ApplyNextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Read committed whatever the user's default is: what stands behind the lock must see what was committed while we waited.
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, "Migrations.Lock", Schema(), cancellationToken).ConfigureAwait(false);
            if (!await ExistsAsync(connection, "Migrations.HasSchema", cancellationToken).ConfigureAwait(false))
                await ExecuteAsync(connection, "Migrations.CreateSchema", null, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, "Migrations.CreateMigrationTable", null, cancellationToken).ConfigureAwait(false);
            if (NextMissing(await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false)) is not { } next) return null;

            await connection.ExecuteAsync(Command(database.Sql.Bind(next.Text), null, cancellationToken)).ConfigureAwait(false);
            var note = new PostgresParameters()
                .Integer("version", next.Version).Text("name", next.Name).Text("checksum", next.Checksum).Integer("requires", next.Requires);
            var reader = await connection.ExecuteReaderAsync(Command(database.Sql["Migrations.AddApplied"], note, cancellationToken)).ConfigureAwait(false);
            DateTimeOffset at;
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                at = PostgresInstant.Read(reader, 0);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new MigrationState(next.Version, next.Name, at);
        }
    }

    private PostgresMigration? NextMissing(Dictionary<int, AppliedMigration> applied)
    {
        var known = PostgresMigration.All.Count;
        if (applied.Values.FirstOrDefault(a => a.Requires > known) is { } tooNew)
        {
            throw new StoreException(
                StoreFailure.TooNew,
                $"The database {Description} was migrated by a later version ({tooNew.Version} {tooNew.Name}), which this one cannot work with: update this program.");
        }

        foreach (var migration in PostgresMigration.All)
        {
            if (!applied.TryGetValue(migration.Version, out var row)) return migration;
            if (row.Checksum == migration.Checksum) continue;
            throw new StoreException(
                StoreFailure.ChecksumMismatch,
                $"The database {Description} holds another migration {migration.Version} ({row.Name}) than this version's ({migration.Name}): nothing was changed. Is it another program's schema, or was a released migration edited?");
        }

        return null;
    }

    private async Task<Dictionary<int, AppliedMigration>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, AppliedMigration>();
        if (!await ExistsAsync(connection, "Migrations.HasMigrationTable", cancellationToken).ConfigureAwait(false)) return applied;
        var reader = await connection.ExecuteReaderAsync(Command(database.Sql["Migrations.ListApplied"], null, cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var row = new AppliedMigration(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), PostgresInstant.Read(reader, 4));
                applied.Add(row.Version, row);
            }
        }

        return applied;
    }

    private Task<bool> ExistsAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(Command(database.Sql[statement], Schema(), cancellationToken));

    private Task<int> ExecuteAsync(NpgsqlConnection connection, string statement, PostgresParameters? parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command(database.Sql[statement], parameters, cancellationToken));

    // No time limit of the client's: the wait for the lock, and a migration of a big table, end with the caller's token.
    private static CommandDefinition Command(string text, PostgresParameters? parameters, CancellationToken cancellationToken) =>
        new(text, parameters, commandTimeout: 0, cancellationToken: cancellationToken);

    private PostgresParameters Schema() => new PostgresParameters().Text("schema", database.Schema);
}
