using System.Data;
using Dapper;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Erasure in PostgreSQL, each in one transaction.</summary>
internal sealed class PostgresErasureStore(PostgresDatabase database) : IErasureStore
{
    public Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var erased = await EraseTenantAsync(connection, tenant, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return erased;
                }
            },
            cancellationToken);

    public Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return database.WriteAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    // First what stands behind a lock, as in an erasure of the tenant: neither waits for the other the other way round.
                    var (events, suppressions) = await EraseDeliveryAsync(connection, tenant, trace, cancellationToken).ConfigureAwait(false);
                    var traced = await FindErrorsAsync(connection, tenant, trace, cancellationToken).ConfigureAwait(false);
                    var errors = traced.Count == 0 ? 0 : await connection.ExecuteAsync(Command("Tenancy.EraseErrors", Key(tenant).Uuids("ids", traced), cancellationToken)).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return new ErasedRecipient(errors) { Events = events, Suppressions = suppressions };
                }
            },
            cancellationToken);
    }

    private async Task<ErasedTenant> EraseTenantAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        var command = Command("Tenancy.EraseTenant", Key(tenant).Text("schema", database.Schema), cancellationToken);
        var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new ErasedTenant((int)reader.GetInt64(0), (int)reader.GetInt64(1)) { Events = (int)reader.GetInt64(2), Suppressions = (int)reader.GetInt64(3) };
        }
    }

    private async Task<(int Events, int Suppressions)> EraseDeliveryAsync(NpgsqlConnection connection, TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        // They are kept in lower case.
        var parameters = Key(tenant).Text("schema", database.Schema).Texts("spellings", trace.Spellings.Select(spelling => spelling.ToLowerInvariant()));
        var reader = await connection.ExecuteReaderAsync(Command("Tenancy.EraseRecipient", parameters, cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return ((int)reader.GetInt64(0), (int)reader.GetInt64(1));
        }
    }

    private async Task<List<Guid>> FindErrorsAsync(NpgsqlConnection connection, TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var found = new List<Guid>();
        var reader = await connection.ExecuteReaderAsync(Command("Tenancy.ListErrors", Key(tenant), cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (trace.IsIn(reader.GetString(1))) found.Add(reader.GetGuid(0));
            }
        }

        return found;
    }

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[statement], parameters, cancellationToken: cancellationToken);

    private static PostgresParameters Key(TenantId tenant) => new PostgresParameters().Text("tenant", tenant.Value);
}
