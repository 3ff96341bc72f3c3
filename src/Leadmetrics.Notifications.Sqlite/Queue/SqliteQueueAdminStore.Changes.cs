using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Changes by hand.</summary>
internal sealed partial class SqliteQueueAdminStore
{
    // In history, in the place of a worker's name.
    private const string Hand = "admin";
    private const int Piece = 1000;
    private const int Leased = 1;
    private const int Held = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(72);

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
            var page = await ReadAsync(
                statements => statements.ListAsync(
                    "ListDeadIds", Page(tenant, before, Piece), static reader => new DeadLetterCursor(SqliteInstant.FromMicroseconds(reader.GetInt64(0)), Id(reader, 1)), cancellationToken),
                cancellationToken).ConfigureAwait(false);
            if (page.Count > 0) count += await RequeueAsync(tenant, [.. page.Select(dead => dead.Id)], cancellationToken).ConfigureAwait(false);
            if (page.Count < Piece) return count;
            before = page[^1];
        }
    }

    public Task<CancelOutcome> CancelAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => WriteAsync(
        async (statements, now) =>
        {
            var (state, fence, isKnown) = await FindStandingAsync(statements, tenant, id, cancellationToken).ConfigureAwait(false);
            if (state is null) return isKnown ? CancelOutcome.Settled : CancelOutcome.NotFound;
            if (state == Leased) return CancelOutcome.TooLate;
            await statements.ExecuteAsync("RemoveJob", QueueWriting.Key(tenant, id), cancellationToken).ConfigureAwait(false);
            await NoteAsync(statements, new MailLease(tenant, id, fence), AttemptOutcome.Cancelled, now, cancellationToken).ConfigureAwait(false);
            return CancelOutcome.Cancelled;
        },
        cancellationToken);

    public async Task<bool> SettleHeldAsync(TenantId tenant, Guid id, bool delivered, CancellationToken cancellationToken = default)
    {
        var settled = await WriteAsync(
            async (statements, now) =>
            {
                var (state, fence, _) = await FindStandingAsync(statements, tenant, id, cancellationToken).ConfigureAwait(false);
                if (state != Held) return false;
                if (delivered)
                {
                    await statements.ExecuteAsync("RemoveJob", QueueWriting.Key(tenant, id), cancellationToken).ConfigureAwait(false);
                    await statements.AddTallyAsync(tenant, new QueueCount(1, 0, 0), now, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await statements.ExecuteAsync("ReleaseHeld", QueueWriting.Key(tenant, id).Instant("now", now).Instant("expires_at", now + Patience), cancellationToken).ConfigureAwait(false);
                }

                var outcome = delivered ? AttemptOutcome.SettledAsDelivered : AttemptOutcome.Requeued;
                await NoteAsync(statements, new MailLease(tenant, id, fence), outcome, now, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        if (settled && !delivered) await WakeAsync(cancellationToken).ConfigureAwait(false);
        return settled;
    }

    public Task PauseAsync(TenantId tenant, CancellationToken cancellationToken = default) =>
        WriteAsync((statements, now) => statements.ExecuteAsync("PauseTenant", Key(tenant).Instant("now", now), cancellationToken), cancellationToken);

    public async Task ResumeAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        await WriteAsync(
            async (statements, _) =>
            {
                await statements.ExecuteAsync("ResumeTenant", Key(tenant), cancellationToken).ConfigureAwait(false);
                return await statements.ExecuteAsync("ForgetTenant", Key(tenant), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        await WakeAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task SetWeightAsync(TenantId tenant, int weight, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 100);
        return WriteAsync(
            async (statements, _) =>
            {
                await statements.ExecuteAsync("SetWeight", Key(tenant).Integer("weight", weight), cancellationToken).ConfigureAwait(false);
                return await statements.ExecuteAsync("ForgetTenant", Key(tenant), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private async Task<int> RequeueAsync(TenantId tenant, Guid[] ids, CancellationToken cancellationToken)
    {
        var requeued = await WriteAsync(
            async (statements, now) =>
            {
                var count = 0;
                foreach (var id in ids)
                {
                    var key = QueueWriting.Key(tenant, id).Instant("now", now).Instant("expires_at", now + Patience);
                    if (await statements.ListAsync("RequeueDead", key, static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false) is not [var fence]) continue;
                    await statements.ExecuteAsync("RemoveDead", QueueWriting.Key(tenant, id), cancellationToken).ConfigureAwait(false);
                    await NoteAsync(statements, new MailLease(tenant, id, fence), AttemptOutcome.Requeued, now, cancellationToken).ConfigureAwait(false);
                    count++;
                }

                return count;
            },
            cancellationToken).ConfigureAwait(false);
        if (requeued > 0) await WakeAsync(cancellationToken).ConfigureAwait(false);
        return requeued;
    }

    private static async Task<(int? State, long Fence, bool IsKnown)> FindStandingAsync(PreparedStatements statements, TenantId tenant, Guid id, CancellationToken cancellationToken) =>
        (await statements.ListAsync(
            "FindStanding",
            QueueWriting.Key(tenant, id),
            static reader => (reader.IsDBNull(0) ? (int?)null : reader.GetInt32(0), reader.IsDBNull(1) ? 0 : reader.GetInt64(1), reader.GetInt64(2) == 1),
            cancellationToken).ConfigureAwait(false))[0];

    private static Task NoteAsync(PreparedStatements statements, MailLease mail, AttemptOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken) =>
        statements.AddAttemptAsync(mail, Hand, new MailAttempt { Outcome = outcome }, now, cancellationToken);

    // What was asked for is done by now: whether anybody is idle is no reason to say that it is not.
    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (!signal.IsHeard) return;
        try
        {
            if (await ReadAsync(statements => statements.HasIdleAsync(cancellationToken), cancellationToken).ConfigureAwait(false)) signal.Raise();
        }
        catch (Exception unknown) when (unknown is StoreException or OperationCanceledException)
        {
            signal.Raise();
        }
    }

    private Task<T> WriteAsync<T>(Func<PreparedStatements, DateTimeOffset, Task<T>> write, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var statements = new PreparedStatements(transaction);
            await using (statements.ConfigureAwait(false)) return await write(statements, timeProvider.GetUtcNow()).ConfigureAwait(false);
        },
        cancellationToken);
}
