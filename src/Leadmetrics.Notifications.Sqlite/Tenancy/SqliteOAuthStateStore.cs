using Dapper;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>Provider rows' sealed tokens in one SQLite file. One statement a call, each its own transaction; a call runs on the thread that made it.</summary>
internal sealed class SqliteOAuthStateStore(SqliteDatabase database) : IOAuthStateStore
{
    public Task<ReadOnlyMemory<byte>?> LoadAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) =>
        database.RunAsync<ReadOnlyMemory<byte>?>(
            async connection =>
            {
                var command = new CommandDefinition(SqliteSql.Read("Tenancy.LoadOAuthState"), Key(tenant, id), cancellationToken: cancellationToken);
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false) || reader.IsDBNull(0)) return null;
                    return reader.GetFieldValue<byte[]>(0);
                }
            },
            cancellationToken);

    public Task<bool> TryReplaceAsync(TenantId tenant, Guid id, ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte> after, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            async connection =>
            {
                var command = new CommandDefinition(SqliteSql.Read("Tenancy.ReplaceOAuthState"), Key(tenant, id).Blob("before", before).Blob("after", after), cancellationToken: cancellationToken);
                return await connection.ExecuteAsync(command).ConfigureAwait(false) == 1;
            },
            cancellationToken);

    private static SqliteParameters Key(TenantId tenant, Guid id) => new SqliteParameters().Text("tenant", tenant.Value).Id("id", id);
}
