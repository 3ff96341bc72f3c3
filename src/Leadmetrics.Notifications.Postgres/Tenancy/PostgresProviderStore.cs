using System.Data;
using Dapper;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Provider rows in PostgreSQL. One statement a call, each its own transaction; a removal takes the row's counts with it.</summary>
internal sealed class PostgresProviderStore(PostgresDatabase database) : IProviderStore
{
    public Task<IReadOnlyList<ProviderRow>> ListAsync(TenantId tenant, string channel, CancellationToken cancellationToken = default) =>
        QueryAsync("Tenancy.ListProviders", Key(tenant).Text("channel", channel), cancellationToken);

    public async Task<ProviderRow?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default)
    {
        var rows = await QueryAsync("Tenancy.FindProvider", Key(tenant, id), cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0];
    }

    public async Task AddAsync(ProviderRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Version != 1) throw new ArgumentException("A new row's version is 1.", nameof(row));
        var parameters = Content(row)
            .Text("channel", row.Channel)
            .Text("provider", row.Provider)
            .Bytea("oauth_state", row.OAuthState)
            .Instant("created_at", row.CreatedAt);
        await ExecuteAsync("Tenancy.AddProvider", parameters, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> TryUpdateAsync(ProviderRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        return ExecuteAsync("Tenancy.UpdateProvider", Content(row), cancellationToken);
    }

    public Task<bool> SetLastErrorAsync(TenantId tenant, Guid id, long version, string error, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(error);
        var parameters = Key(tenant, id).Bigint("version", version).Text("last_error", ErrorNote.Fit(error)).Instant("last_error_at", at);
        return ExecuteAsync("Tenancy.SetProviderError", parameters, cancellationToken);
    }

    public Task<bool> ClearLastErrorAsync(TenantId tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        ExecuteAsync("Tenancy.ClearProviderError", Key(tenant, id).Instant("last_error_at", at), cancellationToken);

    public Task<bool> RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async connection =>
            {
                // Read committed whatever the user's default is: what stands behind the lock must see what was counted while we waited.
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var command = new CommandDefinition(database.Sql["Tenancy.RemoveProvider"], Key(tenant, id).Text("schema", database.Schema), cancellationToken: cancellationToken);
                    var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                    bool removed;
                    await using (reader.ConfigureAwait(false))
                    {
                        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                        removed = reader.GetInt64(0) == 1;
                    }

                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return removed;
                }
            },
            cancellationToken);

    private static PostgresParameters Key(TenantId tenant) => new PostgresParameters().Text("tenant", tenant.Value);

    private static PostgresParameters Key(TenantId tenant, Guid id) => Key(tenant).Uuid("id", id);

    private static PostgresParameters Content(ProviderRow row) => Key(row.Tenant, row.Id)
        .Bytea("config", row.Config)
        .Bytea("pending_config", row.PendingConfig)
        .Text("config_key_id", row.ConfigKeyId)
        .Bytea("webhook_token_hash", row.WebhookTokenHash)
        .Integer("priority", row.Priority)
        .Boolean("enabled", row.Enabled)
        .Bigint("version", row.Version)
        .Instant("verified_at", row.VerifiedAt)
        .Text("last_error", ErrorNote.Fit(row.LastError))
        .Instant("last_error_at", row.LastErrorAt)
        .Instant("updated_at", row.UpdatedAt);

    private Task<IReadOnlyList<ProviderRow>> QueryAsync(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ProviderRow>>(
            async connection =>
            {
                var command = new CommandDefinition(database.Sql[statement], parameters, cancellationToken: cancellationToken);
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var rows = new List<ProviderRow>();
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(ProviderRowReader.Read(reader));
                    return rows;
                }
            },
            cancellationToken);

    private Task<bool> ExecuteAsync(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                var command = new CommandDefinition(database.Sql[statement], parameters, cancellationToken: cancellationToken);
                return await connection.ExecuteAsync(command).ConfigureAwait(false) == 1;
            },
            cancellationToken);
}
