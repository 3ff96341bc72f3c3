using Dapper;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;

namespace Leadmetrics.Notifications.Postgres.Tenancy.Events;

/// <summary>Finds provider rows of all tenants by their webhook's token in PostgreSQL.</summary>
internal sealed class PostgresWebhookTokenStore(PostgresDatabase database) : IWebhookTokenStore
{
    public Task<ProviderRow?> FindByWebhookTokenAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancellationToken = default)
    {
        var parameters = new PostgresParameters().Bytea("webhook_token_hash", tokenHash);
        var command = new CommandDefinition(database.Sql["Tenancy.Events.FindByWebhookToken"], parameters, cancellationToken: cancellationToken);
        return database.ReadAsync(
            async connection =>
            {
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false)) return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? ProviderRowReader.Read(reader) : null;
            },
            cancellationToken);
    }
}
