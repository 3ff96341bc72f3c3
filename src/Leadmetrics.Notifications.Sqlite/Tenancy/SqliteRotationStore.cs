using Dapper;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>Provider rows of all tenants in one SQLite file. A batch of replacements is one transaction that holds the write lock from its beginning.</summary>
internal sealed class SqliteRotationStore(SqliteDatabase database) : IRotationStore
{
    public Task<long> CountAsync(CancellationToken cancellationToken = default) =>
        database.RunAsync(connection => connection.ExecuteScalarAsync<long>(Command("Tenancy.CountRows", null, null, cancellationToken)), cancellationToken);

    public Task<IReadOnlyList<ProviderRow>> ListAsync(ProviderRowKey? after, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var parameters = new SqliteParameters().Integer("count", count);
        if (after is { } key) parameters.Text("tenant", key.Tenant.Value).Id("id", key.Id);
        var command = Command(after is null ? "Tenancy.ListFirstRows" : "Tenancy.ListNextRows", parameters, null, cancellationToken);
        return database.RunAsync<IReadOnlyList<ProviderRow>>(
            async connection =>
            {
                var rows = new List<ProviderRow>();
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(ProviderRowReader.Read(reader));
                }

                return rows;
            },
            cancellationToken);
    }

    public Task<IReadOnlySet<ProviderRowKey>> ReplaceAsync(IReadOnlyList<SealedReplacement> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return database.RunAsync<IReadOnlySet<ProviderRowKey>>(
            async connection =>
            {
                var replaced = new HashSet<ProviderRowKey>();
                var transaction = connection.BeginTransaction(deferred: false);
                await using (transaction.ConfigureAwait(false))
                {
                    foreach (var row in rows)
                    {
                        var command = Command("Tenancy.ReplaceSealed", Replacement(row), transaction, cancellationToken);
                        if (await connection.ExecuteAsync(command).ConfigureAwait(false) == 1) replaced.Add(row.Key);
                    }

                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                }

                return replaced;
            },
            cancellationToken);
    }

    private static SqliteParameters Replacement(SealedReplacement row) => new SqliteParameters()
        .Text("tenant", row.Read.Tenant.Value)
        .Id("id", row.Read.Id)
        .Integer("version", row.Read.Version)
        .Blob("read_oauth_state", row.Read.OAuthState)
        .Blob("config", row.Config)
        .Blob("pending_config", row.PendingConfig)
        .Blob("oauth_state", row.OAuthState)
        .Text("config_key_id", row.ConfigKeyId);

    private static CommandDefinition Command(string statement, SqliteParameters? parameters, SqliteTransaction? transaction, CancellationToken cancellationToken) =>
        new(SqliteSql.Read(statement), parameters, transaction, cancellationToken: cancellationToken);
}
