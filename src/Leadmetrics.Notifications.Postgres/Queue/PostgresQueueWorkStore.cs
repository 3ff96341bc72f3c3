using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Hands out the mails that stand in PostgreSQL.</summary>
/// <remarks>
/// Every call is one round trip and one transaction. A claim first takes the queue's lock of its schema, shared, which a pause takes for itself alone; then one statement goes round the tenants by
/// index probes and skips what others hold. Settlements and renewals lock jobs in key order and say the fence. Where a call's answer is lost, what it did stands: leases run out, and a
/// settlement that is repeated finds nothing held.
/// </remarks>
internal sealed class PostgresQueueWorkStore(PostgresDatabase database) : IQueueWorkStore
{
    // Tenants looked at in one statement, and statements in one call: a round over tenants of which none has mail that is due must end, and come by all of them all the same.
    private const int Looks = 256;
    private const int Statements = 16;

    private readonly QueueStatements _statements = new(database);

    public Task<ClaimedMails> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return database.WriteAsync(
            async connection =>
            {
                TimeSpan? due = null;
                var (after, isWrapped) = (request.After ?? "", false);
                for (var statement = 1; ; statement++)
                {
                    var (mails, looked) = await ClaimAsync(connection, request, after, cancellationToken).ConfigureAwait(false);
                    due = Sooner(due, mails.NextDue);
                    if (mails.Mails.Count > 0) return mails with { NextDue = null };
                    isWrapped |= string.CompareOrdinal(mails.Cursor, after) <= 0;
                    var isOver = looked < Looks || (isWrapped && string.CompareOrdinal(mails.Cursor, request.After ?? "") >= 0);
                    if (isOver) return mails with { NextDue = due };
                    if (statement == Statements) return mails with { NextDue = TimeSpan.Zero };
                    after = mails.Cursor ?? "";
                }
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<MailLease> leases, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leases);
        if (leases.Count == 0) return Task.FromResult<IReadOnlyList<bool>>([]);
        return database.WriteAsync<IReadOnlyList<bool>>(
            connection => HeldAsync(connection, "Renew", SettlementParameters.Leases(leases).Span("lease", lease), leases.Count, cancellationToken), cancellationToken);
    }

    public Task<bool> MarkSendingAsync(MailLease lease, CancellationToken cancellationToken = default) => database.WriteAsync(
        async connection =>
        {
            var parameters = new PostgresParameters().Text("tenant", lease.Tenant.Value).Uuid("id", lease.Id).Bigint("fence", lease.Fence);
            var command = await _statements.PrepareAsync(connection, "MarkSending", parameters, cancellationToken).ConfigureAwait(false);
            await using (command.ConfigureAwait(false)) return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null;
        },
        cancellationToken);

    public Task<IReadOnlyList<bool>> SettleAsync(string worker, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        ArgumentNullException.ThrowIfNull(settlements);
        if (settlements.Count == 0) return Task.FromResult<IReadOnlyList<bool>>([]);
        return database.WriteAsync<IReadOnlyList<bool>>(
            connection => HeldAsync(connection, "Settle", SettlementParameters.Of(settlements).Text("worker", worker), settlements.Count, cancellationToken), cancellationToken);
    }

    public Task<int> RescueAsync(int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return database.WriteAsync(
            async connection =>
            {
                var batch = await _statements.PrepareAsync(connection, cancellationToken, ("Rescue", new PostgresParameters().Integer("most", most))).ConfigureAwait(false);
                await using (batch.ConfigureAwait(false)) return (int)(long)(await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            },
            cancellationToken);
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is { } a && other is { } b ? (a < b ? a : b) : one ?? other;

    private async Task<(ClaimedMails Mails, long Looked)> ClaimAsync(NpgsqlConnection connection, ClaimRequest request, string? after, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters()
            .Text("after", after ?? "")
            .Integer("looks", Looks)
            .Texts("except", request.Except.Select(tenant => tenant.Value))
            .Texts("one_each", request.OneEach.Select(tenant => tenant.Value))
            .Integer("quantum", request.Quantum)
            .Integer("most", request.Most)
            .Boolean("suspects", request.Suspects)
            .Span("lease", request.Lease)
            .Text("worker", request.Worker);
        var batch = await _statements.PrepareAsync(
            connection, cancellationToken, ("BeginClaim", new PostgresParameters().Text("schema", database.Schema)), ("Claim", parameters)).ConfigureAwait(false);
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                var claimed = await ClaimReader.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
                // The commit's own answer: before it nothing is held.
                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                {
                }

                return claimed;
            }
        }
    }

    private async Task<IReadOnlyList<bool>> HeldAsync(NpgsqlConnection connection, string statement, PostgresParameters parameters, int count, CancellationToken cancellationToken)
    {
        var held = new bool[count];
        var batch = await _statements.PrepareAsync(connection, cancellationToken, (statement, parameters)).ConfigureAwait(false);
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) held[reader.GetInt32(0)] = true;
                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                {
                }
            }
        }

        return held;
    }
}
