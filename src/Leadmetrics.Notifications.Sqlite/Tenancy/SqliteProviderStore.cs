using Dapper;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>Provider rows in one SQLite file. One statement a call, each its own transaction; a removal takes the row's counts with it. A call runs on the thread that made it.</summary>
internal sealed class SqliteProviderStore(SqliteDatabase database) : IProviderStore
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
            .Blob("oauth_state", row.OAuthState)
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
        var parameters = Key(tenant, id).Integer("version", version).Text("last_error", ErrorNote.Fit(error)).Instant("last_error_at", at);
        return ExecuteAsync("Tenancy.SetProviderError", parameters, cancellationToken);
    }

    public Task<bool> ClearLastErrorAsync(TenantId tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        ExecuteAsync("Tenancy.ClearProviderError", Key(tenant, id).Instant("last_error_at", at), cancellationToken);

    public Task<bool> RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            async connection =>
            {
                var transaction = connection.BeginTransaction(deferred: false);
                await using (transaction.ConfigureAwait(false))
                {
                    var removed = await connection.ExecuteAsync(Remove("Tenancy.RemoveProvider")).ConfigureAwait(false) == 1;
                    if (removed) await connection.ExecuteAsync(Remove("Tenancy.EraseRowBudget")).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return removed;

                    CommandDefinition Remove(string statement) => new(SqliteSql.Read(statement), Key(tenant, id), transaction, cancellationToken: cancellationToken);
                }
            },
            cancellationToken);

    private static SqliteParameters Key(TenantId tenant) => new SqliteParameters().Text("tenant", tenant.Value);

    private static SqliteParameters Key(TenantId tenant, Guid id) => Key(tenant).Id("id", id);

    private static SqliteParameters Content(ProviderRow row) => Key(row.Tenant, row.Id)
        .Blob("config", row.Config)
        .Blob("pending_config", row.PendingConfig)
        .Text("config_key_id", row.ConfigKeyId)
        .Blob("webhook_token_hash", row.WebhookTokenHash)
        .Integer("priority", row.Priority)
        .Boolean("enabled", row.Enabled)
        .Integer("version", row.Version)
        .Instant("verified_at", row.VerifiedAt)
        .Text("last_error", ErrorNote.Fit(row.LastError))
        .Instant("last_error_at", row.LastErrorAt)
        .Instant("updated_at", row.UpdatedAt);

    private Task<IReadOnlyList<ProviderRow>> QueryAsync(string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<ProviderRow>>(
            async connection =>
            {
                var command = new CommandDefinition(SqliteSql.Read(statement), parameters, cancellationToken: cancellationToken);
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var rows = new List<ProviderRow>();
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(ProviderRowReader.Read(reader));
                    return rows;
                }
            },
            cancellationToken);

    private Task<bool> ExecuteAsync(string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        database.RunAsync(
            async connection =>
            {
                var command = new CommandDefinition(SqliteSql.Read(statement), parameters, cancellationToken: cancellationToken);
                return await connection.ExecuteAsync(command).ConfigureAwait(false) == 1;
            },
            cancellationToken);
}
