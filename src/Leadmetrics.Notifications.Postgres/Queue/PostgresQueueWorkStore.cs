using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Hands out the mails that stand in PostgreSQL.</summary>
/// <remarks>
/// Every change is one round trip and one transaction. A claim first takes the queue's lock of its schema, shared, which a pause takes for itself alone; then one statement goes round the tenants
/// by index probes and skips what others hold. Bodies are read behind the commit: a worker that stops while they come to it holds no lock, and its mails are taken back when their leases run out.
/// Settlements and renewals lock jobs in key order and say the fence. Where a call's answer is lost, what it did stands: leases run out, and a settlement that is repeated finds nothing held.
/// </remarks>
internal sealed class PostgresQueueWorkStore(PostgresDatabase database) : IQueueWorkStore
{
    // Tenants looked at in one statement, and statements in one call: a round over tenants of which none has mail that is due must end, and come by all of them all the same.
    private const int Looks = 256;
    private const int Statements = 16;

    // Plans along keys alone, for the rest of a batch's transaction.
    private const string BeginWork = "BeginWork";

    private readonly PostgresStatements _statements = new(database, "Queue");

    public async Task<ClaimedMails> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (claimed, days) = await database.WriteAsync(connection => GoRoundAsync(connection, request, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (days.Count == 0) return claimed;
        // The mails are held by now: whoever cancelled gets them all the same, and may give them back.
        var mails = await database.ReadAsync(connection => ReadBodiesAsync(connection, claimed.Mails, days), CancellationToken.None).ConfigureAwait(false);
        return claimed with { Mails = mails };
    }

    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<MailLease> leases, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leases);
        if (leases.Count == 0) return Task.FromResult<IReadOnlyList<bool>>([]);
        return database.WriteAsync<IReadOnlyList<bool>>(
            connection => HeldAsync(connection, "Renew", leases, SettlementParameters.Leases(leases).Span("lease", lease), cancellationToken), cancellationToken);
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
            connection => HeldAsync(
                connection, "Settle", [.. settlements.Select(settlement => settlement.Lease)], SettlementParameters.Of(settlements).Text("worker", worker), cancellationToken),
            cancellationToken);
    }

    public Task<int> RescueAsync(int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return database.WriteAsync(
            async connection =>
            {
                var batch = await _statements.PrepareAsync(
                    connection, cancellationToken, (BeginWork, new PostgresParameters()), ("Rescue", new PostgresParameters().Integer("most", most))).ConfigureAwait(false);
                await using (batch.ConfigureAwait(false))
                {
                    var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                        var rescued = (int)reader.GetInt64(0);
                        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                        {
                        }

                        return rescued;
                    }
                }
            },
            cancellationToken);
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is { } a && other is { } b ? (a < b ? a : b) : one ?? other;

    private async Task<(ClaimedMails Claimed, IReadOnlyList<DateOnly> Days)> GoRoundAsync(NpgsqlConnection connection, ClaimRequest request, CancellationToken cancellationToken)
    {
        TimeSpan? due = null;
        var (after, isWrapped) = (request.After ?? "", false);
        for (var statement = 1; ; statement++)
        {
            var (mails, days, looked) = await ClaimAsync(connection, request, after, cancellationToken).ConfigureAwait(false);
            due = Sooner(due, mails.NextDue);
            if (mails.Mails.Count > 0) return (mails with { NextDue = null }, days);
            isWrapped |= string.CompareOrdinal(mails.Cursor, after) <= 0;
            var isOver = looked < Looks || (isWrapped && string.CompareOrdinal(mails.Cursor, request.After ?? "") >= 0);
            if (isOver) return (mails with { NextDue = due }, days);
            if (statement == Statements) return (mails with { NextDue = TimeSpan.Zero }, days);
            after = mails.Cursor ?? "";
        }
    }

    private async Task<(ClaimedMails Mails, IReadOnlyList<DateOnly> Days, long Looked)> ClaimAsync(NpgsqlConnection connection, ClaimRequest request, string? after, CancellationToken cancellationToken)
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

    private async Task<IReadOnlyList<ClaimedMail>> ReadBodiesAsync(NpgsqlConnection connection, IReadOnlyList<ClaimedMail> claimed, IReadOnlyList<DateOnly> days)
    {
        var mails = claimed.ToArray();
        await ReadBodiesAsync(connection, mails, days).ConfigureAwait(false);

        // Whoever has no body is buried. A day that was given its own table at that moment is looked at anew first.
        if (Array.Exists(mails, mail => mail.Body is null)) await ReadBodiesAsync(connection, mails, days).ConfigureAwait(false);
        return mails;
    }

    private async Task ReadBodiesAsync(NpgsqlConnection connection, ClaimedMail[] mails, IReadOnlyList<DateOnly> days)
    {
        var parameters = new PostgresParameters()
            .Integers("places", Enumerable.Range(0, mails.Length).Select(place => (int?)place))
            .Texts("tenants", mails.Select(mail => mail.Lease.Tenant.Value))
            .Uuids("ids", mails.Select(mail => mail.Lease.Id))
            .Dates("days", days)
            .Date("first", days.Min())
            .Date("last", days.Max());
        var batch = await _statements.PrepareReadAsync(connection, CancellationToken.None, (BeginWork, new PostgresParameters()), ("ReadBodies", parameters)).ConfigureAwait(false);
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false);
                while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    var place = reader.GetInt32(0);
                    mails[place] = mails[place] with { MessageId = reader.GetString(1), Date = PostgresInstant.Read(reader, 2), Body = reader.GetFieldValue<byte[]>(3) };
                }
            }
        }
    }

    private async Task<IReadOnlyList<bool>> HeldAsync(NpgsqlConnection connection, string statement, IReadOnlyList<MailLease> leases, PostgresParameters parameters, CancellationToken cancellationToken)
    {
        var held = new bool[leases.Count];
        var batch = await _statements.PrepareAsync(
            connection,
            cancellationToken,
            (BeginWork, new PostgresParameters()),
            ("LockJobs", SettlementParameters.Keys(leases)),
            (statement, parameters)).ConfigureAwait(false);
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) held[reader.GetInt32(0)] = true;
                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                {
                }
            }
        }

        return held;
    }
}
