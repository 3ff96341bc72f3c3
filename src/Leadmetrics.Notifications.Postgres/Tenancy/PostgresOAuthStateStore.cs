using Dapper;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Provider rows' sealed tokens in PostgreSQL. One statement a call, each its own transaction.</summary>
internal sealed class PostgresOAuthStateStore(PostgresDatabase database) : IOAuthStateStore
{
    public Task<ReadOnlyMemory<byte>?> LoadAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) =>
        database.ReadAsync<ReadOnlyMemory<byte>?>(
            async connection =>
            {
                var command = new CommandDefinition(database.Sql["Tenancy.LoadOAuthState"], Key(tenant, id), cancellationToken: cancellationToken);
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false) || reader.IsDBNull(0)) return null;
                    return reader.GetFieldValue<byte[]>(0);
                }
            },
            cancellationToken);

    public Task<bool> TryReplaceAsync(TenantId tenant, Guid id, ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte> after, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async connection =>
            {
                var command = new CommandDefinition(database.Sql["Tenancy.ReplaceOAuthState"], Key(tenant, id).Bytea("before", before).Bytea("after", after), cancellationToken: cancellationToken);
                return await connection.ExecuteAsync(command).ConfigureAwait(false) == 1;
            },
            cancellationToken);

    private static PostgresParameters Key(TenantId tenant, Guid id) => new PostgresParameters().Text("tenant", tenant.Value).Uuid("id", id);
}
