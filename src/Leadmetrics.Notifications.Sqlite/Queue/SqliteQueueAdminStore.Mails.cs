using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <content>Single mails: by their ids, the held ones, those to a recipient.</content>
internal sealed partial class SqliteQueueAdminStore
{
    public Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default)
    {
        var now = timeProvider.GetUtcNow();
        return ReadAsync(
            async statements =>
            {
                if (await StandingAsync(statements, tenant, id, now, cancellationToken).ConfigureAwait(false) is not { } found) return null;

                // The history last: never behind where the mail stands.
                var history = await statements.ListAsync("ListAttempts", QueueWriting.Key(tenant, id), QueuedMailReader.Attempt, cancellationToken).ConfigureAwait(false);
                return QueuedMailReader.Join(found, history, history.Count(attempt => attempt.Outcome <= MailAttempt.LastCounted));
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        return LookAsync<IReadOnlyList<QueuedMail>>(
            async statements =>
            {
                var held = await statements.ListAsync("ListHeld", Key(tenant).Id("after", after ?? Guid.Empty).Integer("most", most), static reader => Id(reader, 0), cancellationToken).ConfigureAwait(false);
                return await ListAsync(statements, tenant, held, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, string recipient, Guid? before, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        return LookAsync(
            async statements =>
            {
                var from = before ?? Guid.AllBitsSet;
                var ends = await statements.ListAsync("FindSearchEnd", Key(tenant).Id("before", from).Integer("look", RecipientStep.MaxLooks), static reader => Id(reader, 0), cancellationToken).ConfigureAwait(false);
                Guid? end = ends.Count == 0 ? null : ends[0];
                var looks = Key(tenant).Id("before", from).Id("end", end ?? Guid.Empty).Blob("mark", RecipientMarks.Of(tenant, recipient)).Integer("most", most + RecipientStep.MaxBodies);
                var candidates = await statements.ListAsync("FindByRecipient", looks, static reader => (Id: Id(reader, 0), IsUnmarked: reader.GetInt64(1) == 1), cancellationToken).ConfigureAwait(false);
                var step = new RecipientStep(recipient, most);
                foreach (var (id, isUnmarked) in candidates)
                {
                    if (step.IsOver) break;
                    if (isUnmarked) step.AddUnmarked(id, await ReadBodyAsync(statements, tenant, id, step.OctetsLeft, cancellationToken).ConfigureAwait(false));
                    else step.AddMarked(id);
                }

                if (end is { } last) step.AddEnd(last);
                return new QueuedMailPage(await ListAsync(statements, tenant, step.Found, cancellationToken).ConfigureAwait(false), step.Next);
            },
            cancellationToken);
    }

    // One moment for all that is read.
    private Task<T> LookAsync<T>(Func<PreparedStatements, Task<T>> look, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var transaction = connection.BeginTransaction(deferred: true);
            await using (transaction.ConfigureAwait(false))
            {
                var statements = new PreparedStatements(transaction);
                await using (statements.ConfigureAwait(false)) return await look(statements).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private static async Task<StoredBody> ReadBodyAsync(PreparedStatements statements, TenantId tenant, Guid id, int most, CancellationToken cancellationToken)
    {
        var read = await statements.ListAsync(
            "ReadRecipientBody", QueueWriting.Key(tenant, id).Integer("most", most), static reader => new StoredBody(reader.GetInt32(0), reader.IsDBNull(1) ? (ReadOnlyMemory<byte>?)null : reader.GetFieldValue<byte[]>(1)), cancellationToken).ConfigureAwait(false);
        return read.Count == 0 ? default : read[0];
    }

    /// <summary>Those of the mails that there are, in the order in which they are named, each with its last try.</summary>
    private async Task<IReadOnlyList<QueuedMail>> ListAsync(PreparedStatements statements, TenantId tenant, List<Guid> ids, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var mails = new List<QueuedMail>(ids.Count);
        foreach (var id in ids)
        {
            if (await StandingAsync(statements, tenant, id, now, cancellationToken).ConfigureAwait(false) is not { } found) continue;
            var parameters = QueueWriting.Key(tenant, id).Integer("counted", (int)MailAttempt.LastCounted);
            var last = await statements.ListAsync("FindLastAttempt", parameters, static reader => (Attempt: QueuedMailReader.Attempt(reader), Tries: reader.GetInt32(14)), cancellationToken).ConfigureAwait(false);
            if (QueuedMailReader.Join(found, [.. last.Select(one => one.Attempt)], last.Count == 0 ? 0 : last[0].Tries) is { } mail) mails.Add(mail);
        }

        return mails;
    }

    private static async Task<(QueuedMail Mail, bool IsSettled)?> StandingAsync(PreparedStatements statements, TenantId tenant, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await statements.ListAsync("FindMail", QueueWriting.Key(tenant, id), reader => QueuedMailReader.Standing(reader, id, now), cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }
}
