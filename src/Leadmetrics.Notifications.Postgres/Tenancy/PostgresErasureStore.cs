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
                    var traced = await FindErrorsAsync(connection, tenant, trace, cancellationToken).ConfigureAwait(false);
                    var errors = traced.Count == 0 ? 0 : await connection.ExecuteAsync(Command("Tenancy.EraseErrors", Key(tenant).Uuids("ids", traced), cancellationToken)).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return new ErasedRecipient(errors);
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
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new ErasedTenant((int)reader.GetInt64(0), (int)reader.GetInt64(1));
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
