using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Hands mails to workers out of one SQLite file.</summary>
/// <remarks>
/// Every claim and every settlement is one transaction that holds the file's write lock from its first statement, so they come one behind another, over all processes of the
/// machine, and each sees what the one before it wrote, a pause too. The lock is not taken where nothing is due. The clock is the machine's.
/// </remarks>
internal sealed class SqliteQueueWorkStore(SqliteDatabase database, TimeProvider timeProvider) : IQueueWorkStore
{
    private readonly SqliteRescue _rescue = new(database, timeProvider);

    public Task<ClaimedMails> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(request.Worker);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Most, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Quantum, 1);
        return database.RunAsync(
            async connection =>
            {
                var reading = new PreparedStatements(connection);
                await using (reading.ConfigureAwait(false))
                {
                    // A worker that finds nothing, which is most of the time, keeps no writer waiting.
                    var look = await new ClaimRound(reading, request with { Most = 1 }, timeProvider.GetUtcNow()).FindAsync(cancellationToken).ConfigureAwait(false);
                    var found = look.Mails.Count == 0 ? look : await database.WriteAsync(
                        connection,
                        async transaction =>
                        {
                            var writing = new PreparedStatements(transaction);
                            await using (writing.ConfigureAwait(false))
                            {
                                var now = timeProvider.GetUtcNow();
                                var round = await new ClaimRound(writing, request, now).FindAsync(cancellationToken).ConfigureAwait(false);
                                foreach (var mail in round.Mails)
                                {
                                    var key = QueueWriting.Key(mail.Lease).Text("worker", request.Worker).Instant("until", now + request.Lease);
                                    await writing.ExecuteAsync("ClaimJob", key, cancellationToken).ConfigureAwait(false);
                                }

                                return round;
                            }
                        },
                        cancellationToken).ConfigureAwait(false);

                    // What is claimed is this worker's: bodies are read behind the lock.
                    return await new ClaimReading(reading, timeProvider.GetUtcNow()).ReadAsync(found, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<MailLease> leases, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leases);
        return EachAsync(
            leases,
            async (statements, held, now) =>
                await statements.ExecuteAsync("RenewLease", QueueWriting.Key(held).Instant("until", now + lease), cancellationToken).ConfigureAwait(false) == 1,
            cancellationToken);
    }

    public async Task<bool> MarkSendingAsync(MailLease lease, CancellationToken cancellationToken = default) => (await EachAsync(
        [lease],
        async (statements, held, _) => await statements.ExecuteAsync("MarkSending", QueueWriting.Key(held), cancellationToken).ConfigureAwait(false) == 1,
        cancellationToken).ConfigureAwait(false))[0];

    public Task<IReadOnlyList<bool>> SettleAsync(string worker, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        ArgumentNullException.ThrowIfNull(settlements);
        if (settlements.Count == 0) return Task.FromResult<IReadOnlyList<bool>>([]);
        foreach (var settlement in settlements) SettlementWriting.Check(settlement);
        return database.WriteAsync<IReadOnlyList<bool>>(
            async transaction =>
            {
                var statements = new PreparedStatements(transaction);
                await using (statements.ConfigureAwait(false))
                {
                    var writing = new SettlementWriting(statements, worker, timeProvider.GetUtcNow());
                    var held = new bool[settlements.Count];
                    for (var i = 0; i < held.Length; i++) held[i] = await writing.WriteAsync(settlements[i], cancellationToken).ConfigureAwait(false);
                    await writing.CountAsync(cancellationToken).ConfigureAwait(false);
                    return held;
                }
            },
            cancellationToken);
    }

    public Task<int> RescueAsync(int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return _rescue.RescueAsync(most, cancellationToken);
    }

    private async Task<IReadOnlyList<bool>> EachAsync(IReadOnlyList<MailLease> leases, Func<PreparedStatements, MailLease, DateTimeOffset, Task<bool>> write, CancellationToken cancellationToken)
    {
        if (leases.Count == 0) return [];
        return await database.WriteAsync(
            async transaction =>
            {
                var statements = new PreparedStatements(transaction);
                await using (statements.ConfigureAwait(false))
                {
                    var now = timeProvider.GetUtcNow();
                    var held = new bool[leases.Count];
                    for (var i = 0; i < held.Length; i++) held[i] = await write(statements, leases[i], now).ConfigureAwait(false);
                    return held;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }
}
