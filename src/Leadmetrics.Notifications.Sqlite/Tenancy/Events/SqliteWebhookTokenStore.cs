using Dapper;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;

namespace Leadmetrics.Notifications.Sqlite.Tenancy.Events;

/// <summary>Finds provider rows of all tenants by their webhook's token in one SQLite file.</summary>
internal sealed class SqliteWebhookTokenStore(SqliteDatabase database) : IWebhookTokenStore
{
    public Task<ProviderRow?> FindByWebhookTokenAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancellationToken = default)
    {
        var parameters = new SqliteParameters().Blob("webhook_token_hash", tokenHash);
        var command = new CommandDefinition(SqliteSql.Read("Tenancy.Events.FindByWebhookToken"), parameters, cancellationToken: cancellationToken);
        return database.RunAsync(
            async connection =>
            {
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false)) return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? ProviderRowReader.Read(reader) : null;
            },
            cancellationToken);
    }
}
