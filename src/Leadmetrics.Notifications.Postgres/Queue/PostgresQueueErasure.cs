using System.Data;
using Dapper;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Erases a tenant's queue in PostgreSQL.</summary>
/// <remarks>
/// The tenant is stopped first, for without its rows its mail would go out by the platform's account; it stays so until all else of it is gone. Then goes what is to be sent, so that no worker
/// comes by a mail without a body; then bodies, history and all else, both in steps that skip what others hold; then all of it once more in one transaction, which waits for whoever moves
/// mail of the tenant at the moment.
/// </remarks>
internal sealed class PostgresQueueErasure(PostgresDatabase database)
{
    /// <summary>The most rows of a table that one step removes.</summary>
    private const int Step = 2000;

    private const int Rounds = 100;

    /// <summary>Stops the tenant's mail: behind it no claim takes any.</summary>
    public Task PauseAsync(TenantId tenant, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await connection.ExecuteAsync(Command("PauseTenant", Key(tenant).Text("schema", database.Schema), cancellationToken)).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
        },
        cancellationToken);

    /// <summary>Removes everything but the row that stops it.</summary>
    /// <returns>How many mails.</returns>
    public async Task<long> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        long[] step;
        do step = await CountAsync("EraseJobsStep", tenant, cancellationToken).ConfigureAwait(false);
        while (step.Contains(Step));

        var mails = 0L;
        do
        {
            step = await CountAsync("EraseMailsStep", tenant, cancellationToken).ConfigureAwait(false);
            mails += step[0];
        }
        while (step.Contains(Step));

        return mails + await database.WriteAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var rest = await EraseRestAsync(connection, tenant, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return rest;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes what is left, within a transaction that is read committed.</summary>
    /// <returns>How many mails.</returns>
    public async Task<long> EraseRestAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        // A host that goes on queueing mail of the tenant does not hold this up for ever.
        for (var round = 0; round < Rounds && await IsLeftAsync(connection, tenant, cancellationToken).ConfigureAwait(false); round++)
        {
        }

        return (await ReadAsync(connection, Command("EraseMails", Key(tenant), cancellationToken), cancellationToken).ConfigureAwait(false))[0];
    }

    private Task<bool> IsLeftAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(Command("EraseStanding", Key(tenant), cancellationToken));

    private Task<long[]> CountAsync(string statement, TenantId tenant, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var counts = await ReadAsync(connection, Command(statement, Key(tenant).Integer("most", Step), cancellationToken), cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return counts;
            }
        },
        cancellationToken);

    private static async Task<long[]> ReadAsync(NpgsqlConnection connection, CommandDefinition command, CancellationToken cancellationToken)
    {
        var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt64)];
        }
    }

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[$"Queue.{statement}"], parameters, cancellationToken: cancellationToken);

    private static PostgresParameters Key(TenantId tenant) => new PostgresParameters().Text("tenant", tenant.Value);
}
