using Dapper;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Migrations;

/// <summary>Makes the file and applies migrations, each in a transaction of its own that holds SQLite's write lock from its first statement.</summary>
/// <remarks>
/// Under the lock the applied ones are read again, the first missing one is applied and noted, and the transaction commits; until none is missing.
/// So whoever waited finds the work done, and a process that dies leaves a whole number of migrations and no lock.
/// A file with later migrations is fine (expand, then contract) unless one of them says, by <c>requires</c>, that this version knows too few.
/// </remarks>
internal sealed class SqliteMigrator(SqliteDatabase database, TimeProvider time) : IStoreMigrator
{
    // The lock is waited for in slices, because SQLite's own wait does not look at a token. A minute is far beyond any migration there is.
    private const int Slices = 60;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    public string Description => database.Description;

    public async Task<IReadOnlyList<MigrationState>> GetStateAsync(CancellationToken cancellationToken = default)
    {
        // A look must not make the file; where there is none, nothing is applied.
        cancellationToken.ThrowIfCancellationRequested();
        var applied = IsAbsent()
            ? []
            : await database.RunAsync(connection => ReadAppliedAsync(connection, null, cancellationToken), cancellationToken).ConfigureAwait(false);
        var known = SqliteMigration.All.Select(m => new MigrationState(m.Version, m.Name, applied.GetValueOrDefault(m.Version)?.AppliedAt));
        var later = applied.Values
            .Where(a => SqliteMigration.All.All(m => m.Version != a.Version))
            .Select(a => new MigrationState(a.Version, a.Name, a.AppliedAt));
        return [.. known.Concat(later).OrderBy(s => s.Version)];
    }

    public Task<IReadOnlyList<MigrationState>> MigrateAsync(CancellationToken cancellationToken = default) =>
        database.CreateAndRunAsync<IReadOnlyList<MigrationState>>(
            Slice,
            async connection =>
            {
                var done = new List<MigrationState>();
                if (NextMissing(await ReadAppliedAsync(connection, null, cancellationToken).ConfigureAwait(false)) is null) return done;
                await UseWriteAheadLogAsync(connection, cancellationToken).ConfigureAwait(false);
                do
                {
                    if (await ApplyNextAsync(connection, cancellationToken).ConfigureAwait(false) is { } state) done.Add(state);
                }
                while (NextMissing(await ReadAppliedAsync(connection, null, cancellationToken).ConfigureAwait(false)) is not null);

                return done;
            },
            cancellationToken);

    // A directory of that name, or a missing parent, is an error to report and no empty database.
    private bool IsAbsent() => !Path.Exists(database.File) && Directory.Exists(Path.GetDirectoryName(database.File));

    private async Task UseWriteAheadLogAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var mode = await WaitAsync(
            () => connection.ExecuteScalarAsync<string>(Command("Migrations.UseWriteAheadLog", null, null, cancellationToken)), cancellationToken).ConfigureAwait(false);
        if (mode == "wal") return;
        throw new StoreException(
            StoreFailure.Unavailable,
            $"The SQLite file {database.File} cannot be used: its file system allows no write-ahead log (is it on the network?).");
    }

    private async Task<MigrationState?> ApplyNextAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await WaitAsync(() => Task.FromResult(connection.BeginTransaction(deferred: false)), cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await connection.ExecuteAsync(Command("Migrations.CreateMigrationTable", null, transaction, cancellationToken)).ConfigureAwait(false);
            if (NextMissing(await ReadAppliedAsync(connection, transaction, cancellationToken).ConfigureAwait(false)) is not { } next) return null;

            await connection.ExecuteAsync(new CommandDefinition(next.Text, null, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            var at = SqliteInstant.ToMicroseconds(time.GetUtcNow());
            var note = new SqliteParameters()
                .Integer("version", next.Version).Text("name", next.Name).Text("checksum", next.Checksum).Integer("requires", next.Requires)
                .Integer("applied_at", at);
            await connection.ExecuteAsync(Command("Migrations.AddApplied", note, transaction, cancellationToken)).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new MigrationState(next.Version, next.Name, SqliteInstant.FromMicroseconds(at));
        }
    }

    private SqliteMigration? NextMissing(Dictionary<int, AppliedMigration> applied)
    {
        var known = SqliteMigration.All.Count;
        if (applied.Values.FirstOrDefault(a => a.Requires > known) is { } tooNew)
        {
            throw new StoreException(
                StoreFailure.TooNew,
                $"The SQLite file {database.File} was migrated by a later version ({tooNew.Version} {tooNew.Name}), which this one cannot work with: update this program.");
        }

        foreach (var migration in SqliteMigration.All)
        {
            if (!applied.TryGetValue(migration.Version, out var row)) return migration;
            if (row.Checksum == migration.Checksum) continue;
            throw new StoreException(
                StoreFailure.ChecksumMismatch,
                $"The SQLite file {database.File} holds another migration {migration.Version} ({row.Name}) than this version's ({migration.Name}): nothing was changed. Is it another program's file, or was a released migration edited?");
        }

        return null;
    }

    private static async Task<Dictionary<int, AppliedMigration>> ReadAppliedAsync(
        SqliteConnection connection, SqliteTransaction? transaction, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, AppliedMigration>();
        var exists = await connection.ExecuteScalarAsync<long>(Command("Migrations.HasMigrationTable", null, transaction, cancellationToken)).ConfigureAwait(false);
        if (exists == 0) return applied;
        var reader = await connection.ExecuteReaderAsync(Command("Migrations.ListApplied", null, transaction, cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var row = new AppliedMigration(
                    reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), SqliteInstant.FromMicroseconds(reader.GetInt64(4)));
                applied.Add(row.Version, row);
            }
        }

        return applied;
    }

    private static async Task<T> WaitAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var slice = 1; ; slice++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY && slice < Slices)
            {
                // Another process migrates: its work is ours, so we wait on.
            }
        }
    }

    private static CommandDefinition Command(string statement, SqliteParameters? parameters, SqliteTransaction? transaction, CancellationToken cancellationToken) =>
        new(SqliteSql.Read(statement), parameters, transaction, cancellationToken: cancellationToken);
}
