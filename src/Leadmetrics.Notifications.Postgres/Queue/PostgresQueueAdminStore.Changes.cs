using System.Data;
using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Changes by hand.</summary>
internal sealed partial class PostgresQueueAdminStore
{
    // In history, in the place of a worker's name.
    private const string Hand = "admin";
    private const int Piece = 1000;
    private const int Leased = 1;
    private const int Settled = 2;
    private const int ReadyAgain = 3;

    public async Task<int> RequeueAsync(TenantId tenant, IReadOnlyCollection<Guid>? ids, CancellationToken cancellationToken = default)
    {
        var count = 0;
        if (ids is not null)
        {
            foreach (var piece in ids.Chunk(Piece)) count += await RequeueAsync(tenant, piece, cancellationToken).ConfigureAwait(false);
            return count;
        }

        // From the latest on: what is sent and dies once more meanwhile is not met again.
        for (DeadLetterCursor? before = null; ;)
        {
            var page = await ListAsync(
                Command("ListDeadIds", Page(tenant, before, Piece), cancellationToken),
                reader => new DeadLetterCursor(PostgresInstant.Read(reader, 1), reader.GetGuid(0)),
                cancellationToken).ConfigureAwait(false);
            if (page.Count > 0) count += await RequeueAsync(tenant, [.. page.Select(dead => dead.Id)], cancellationToken).ConfigureAwait(false);
            if (page.Count < Piece) return count;
            before = page[^1];
        }
    }

    public Task<CancelOutcome> CancelAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync(
        async connection =>
        {
            while (true)
            {
                if (await ChangeAsync(connection, "CancelJob", Key(tenant).Uuid("id", id), AttemptOutcome.Cancelled, wake: false, cancellationToken).ConfigureAwait(false) > 0) return CancelOutcome.Cancelled;
                var standing = await connection.ExecuteScalarAsync<int>(Command("FindStanding", Key(tenant).Uuid("id", id), cancellationToken)).ConfigureAwait(false);

                // A worker that held it gave it back between the two: once more.
                if (standing != ReadyAgain) return standing switch { Leased => CancelOutcome.TooLate, Settled => CancelOutcome.Settled, _ => CancelOutcome.NotFound };
            }
        },
        cancellationToken);

    public Task<bool> SettleHeldAsync(TenantId tenant, Guid id, bool delivered, CancellationToken cancellationToken = default) => database.WriteAsync(
        async connection => await (delivered
            ? ChangeAsync(connection, "SettleHeld", Key(tenant).Uuid("id", id), AttemptOutcome.SettledAsDelivered, wake: false, cancellationToken)
            : ChangeAsync(connection, "ReleaseHeld", Key(tenant).Uuid("id", id), AttemptOutcome.Requeued, wake: true, cancellationToken)).ConfigureAwait(false) > 0,
        cancellationToken);

    public Task PauseAsync(TenantId tenant, CancellationToken cancellationToken = default) =>
        ExecuteAsync("PauseTenant", Key(tenant).Text("schema", database.Schema), wake: false, cancellationToken);

    public Task ResumeAsync(TenantId tenant, CancellationToken cancellationToken = default) =>
        ExecuteAsync("ResumeTenant", Key(tenant), wake: true, cancellationToken);

    public Task SetWeightAsync(TenantId tenant, int weight, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 100);
        return ExecuteAsync("SetWeight", Key(tenant).Integer("weight", weight), wake: false, cancellationToken);
    }

    private Task<int> RequeueAsync(TenantId tenant, Guid[] ids, CancellationToken cancellationToken) => database.WriteAsync(
        connection => ChangeAsync(connection, "RequeueDead", Key(tenant).Uuids("ids", ids), AttemptOutcome.Requeued, wake: true, cancellationToken), cancellationToken);

    // Runs a statement that changes mails, notes it in their history and says how many they were.
    private async Task<int> ChangeAsync(NpgsqlConnection connection, string statement, PostgresParameters parameters, AttemptOutcome outcome, bool wake, CancellationToken cancellationToken)
    {
        parameters.Text("worker", Hand).Smallint("outcome", (short)outcome);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var count = await connection.ExecuteScalarAsync<int>(Command(statement, parameters, cancellationToken)).ConfigureAwait(false);
            await CommitAsync(transaction, wake && count > 0, cancellationToken).ConfigureAwait(false);
            return count;
        }
    }

    private Task<bool> ExecuteAsync(string statements, PostgresParameters parameters, bool wake, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await connection.ExecuteAsync(Command(statements, parameters, cancellationToken)).ConfigureAwait(false);
                await CommitAsync(transaction, wake, cancellationToken).ConfigureAwait(false);
                return true;
            }
        },
        cancellationToken);

    private async Task CommitAsync(DbTransaction transaction, bool wake, CancellationToken cancellationToken)
    {
        if (wake) await transaction.Connection!.ExecuteAsync(Command("WakeWorkers", new PostgresParameters().Text("schema", database.Schema), cancellationToken)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
