using System.Data;
using Dapper;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Erases a tenant's queue in PostgreSQL.</summary>
/// <remarks>
/// What is to be sent goes first, so that no worker comes by a mail without a body; then bodies, history and all else, both in steps that skip what others hold; then all of it once more in
/// one transaction, which waits for whoever settles mail of the tenant at the moment.
/// </remarks>
internal sealed class PostgresQueueErasure(PostgresDatabase database)
{
    /// <summary>The most rows of a table that one step removes.</summary>
    private const int Step = 2000;

    /// <summary>Removes everything.</summary>
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

        return mails + (await CountAsync("EraseMails", tenant, cancellationToken).ConfigureAwait(false))[0];
    }

    private Task<long[]> CountAsync(string statement, TenantId tenant, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var parameters = new PostgresParameters().Text("tenant", tenant.Value).Integer("most", Step);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var counts = await ReadAsync(connection, new CommandDefinition(database.Sql[$"Queue.{statement}"], parameters, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
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
}
