using System.Data;
using Dapper;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <content>Single mails: by their ids, the held ones, those to a recipient.</content>
internal sealed partial class PostgresQueueAdminStore
{
    public Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => database.ReadAsync(
        // A day that is given its own table at that moment hides its mails from a statement that had begun: whoever finds none looks once more.
        async connection =>
            (await ReadAsync(connection, "FindMails", tenant, [id], cancellationToken).ConfigureAwait(false)).SingleOrDefault()
            ?? (await ReadAsync(connection, "FindMails", tenant, [id], cancellationToken).ConfigureAwait(false)).SingleOrDefault(),
        cancellationToken);

    public Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        return LookAsync<IReadOnlyList<QueuedMail>>(
            async connection =>
            {
                var held = new List<Guid>();
                var reader = await connection.ExecuteReaderAsync(Command("ListHeld", Key(tenant).Uuid("behind", after ?? Guid.Empty).Integer("most", most), cancellationToken)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) held.Add(reader.GetGuid(0));
                }

                return await ListAsync(connection, tenant, held, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, string recipient, Guid? before, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        return LookAsync(
            async connection =>
            {
                var step = new RecipientStep(recipient, most);
                var candidates = new List<(Guid Id, int What)>();
                var looks = Key(tenant).Bytea("mark", RecipientMarks.Of(tenant, recipient)).Uuid("before", before ?? Guid.AllBitsSet).Integer("look", RecipientStep.MaxLooks).Integer("most", most + RecipientStep.MaxBodies);
                var reader = await connection.ExecuteReaderAsync(Command("FindByRecipient", looks, cancellationToken)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) candidates.Add((reader.GetGuid(0), reader.GetInt32(1)));
                }

                foreach (var (id, what) in candidates)
                {
                    if (step.IsOver) break;
                    if (what == 0) step.AddMarked(id);
                    else if (what == 1) step.AddUnmarked(id, await ReadBodyAsync(connection, tenant, id, step.OctetsLeft, cancellationToken).ConfigureAwait(false));
                    else step.AddEnd(id);
                }

                return new QueuedMailPage([.. (await ListAsync(connection, tenant, step.Found, cancellationToken).ConfigureAwait(false)).Reverse()], step.Next);
            },
            cancellationToken);
    }

    // One snapshot from before any wait, so that what is moved meanwhile is seen where it was, and a list is of one moment.
    private Task<T> LookAsync<T>(Func<NpgsqlConnection, Task<T>> look, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await connection.ExecuteAsync(Command("BeginLook", new PostgresParameters(), cancellationToken)).ConfigureAwait(false);
                return await look(connection).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private async Task<StoredBody> ReadBodyAsync(NpgsqlConnection connection, TenantId tenant, Guid id, int most, CancellationToken cancellationToken)
    {
        var reader = await connection.ExecuteReaderAsync(Command("ReadRecipientBody", Key(tenant).Uuid("id", id).Integer("most", most), cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return default;
            return new StoredBody(reader.GetInt32(0), reader.IsDBNull(1) ? (ReadOnlyMemory<byte>?)null : reader.GetFieldValue<byte[]>(1));
        }
    }

    private async Task<IReadOnlyList<QueuedMail>> ListAsync(NpgsqlConnection connection, TenantId tenant, List<Guid> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : [.. (await ReadAsync(connection, "ListMails", tenant, ids, cancellationToken).ConfigureAwait(false)).OrderBy(mail => mail.Id)];

    private async Task<IReadOnlyList<QueuedMail>> ReadAsync(NpgsqlConnection connection, string statement, TenantId tenant, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var reader = await connection.ExecuteReaderAsync(Command(statement, Key(tenant).Uuids("ids", ids).Smallint("counted", (short)MailAttempt.LastCounted), cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false)) return await QueuedMailReader.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
    }
}
