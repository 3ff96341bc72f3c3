using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Provider rows of all tenants in PostgreSQL. One statement a call, a whole batch of replacements among them.</summary>
internal sealed class PostgresRotationStore(PostgresDatabase database) : IRotationStore
{
    public Task<long> CountAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(Command("Tenancy.CountRows", null, cancellationToken)), cancellationToken);

    public Task<IReadOnlyList<ProviderRow>> ListAsync(ProviderRowKey? after, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var parameters = new PostgresParameters().Integer("count", count);
        if (after is { } key) parameters.Text("tenant", key.Tenant.Value).Uuid("id", key.Id);
        var command = Command(after is null ? "Tenancy.ListFirstRows" : "Tenancy.ListNextRows", parameters, cancellationToken);
        return database.ReadAsync<IReadOnlyList<ProviderRow>>(
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
        var parameters = new PostgresParameters()
            .Texts("tenants", rows.Select(row => row.Read.Tenant.Value))
            .Uuids("ids", rows.Select(row => row.Read.Id))
            .Bigints("versions", rows.Select(row => row.Read.Version))
            .Byteas("read_oauth_states", rows.Select(row => row.Read.OAuthState))
            .Byteas("configs", rows.Select(row => (ReadOnlyMemory<byte>?)row.Config))
            .Byteas("pending_configs", rows.Select(row => row.PendingConfig))
            .Byteas("oauth_states", rows.Select(row => row.OAuthState))
            .Texts("config_key_ids", rows.Select(row => row.ConfigKeyId));
        var command = Command("Tenancy.ReplaceSealed", parameters, cancellationToken);
        return database.WriteAsync<IReadOnlySet<ProviderRowKey>>(
            async connection =>
            {
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false)) return await ReadKeysAsync(reader, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private static async Task<HashSet<ProviderRowKey>> ReadKeysAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var keys = new HashSet<ProviderRowKey>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) keys.Add(new ProviderRowKey(new TenantId(reader.GetString(0)), reader.GetGuid(1)));
        return keys;
    }

    private CommandDefinition Command(string statement, PostgresParameters? parameters, CancellationToken cancellationToken) =>
        new(database.Sql[statement], parameters, cancellationToken: cancellationToken);
}
