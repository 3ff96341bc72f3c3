using Dapper;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <content>Single mails: by their ids, the held ones, those to a recipient.</content>
internal sealed partial class PostgresQueueAdminStore
{
    private const int MaxPage = 1000;

    // Mails that one step of a search looks at.
    private const int Look = 20_000;

    public Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => (await FindAsync(connection, tenant, [id], cancellationToken).ConfigureAwait(false)).SingleOrDefault(), cancellationToken);

    public Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        return database.ReadAsync<IReadOnlyList<QueuedMail>>(
            async connection =>
            {
                var held = new List<Guid>();
                var reader = await connection.ExecuteReaderAsync(Command("ListHeld", Key(tenant).Uuid("after", after ?? Guid.Empty).Integer("most", most), cancellationToken)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) held.Add(reader.GetGuid(0));
                }

                return await FindAsync(connection, tenant, held, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, string recipient, Guid? before, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        var step = Key(tenant).Bytea("mark", RecipientMarks.Of(tenant, recipient)).Uuid("before", before ?? Guid.AllBitsSet).Integer("look", Look).Integer("most", most);
        return database.ReadAsync(
            async connection =>
            {
                var found = new List<Guid>();
                var candidates = 0;
                Guid? next = null;
                var reader = await connection.ExecuteReaderAsync(Command("FindByRecipient", step, cancellationToken)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (candidates < most && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        var id = reader.GetGuid(0);
                        var isEnd = reader.GetBoolean(2);
                        if (!isEnd && (reader.IsDBNull(1) || BodyRecipients.Read(reader.GetFieldValue<byte[]>(1)).Contains(recipient, StringComparer.OrdinalIgnoreCase))) found.Add(id);
                        if (!isEnd) candidates++;
                        if (isEnd || candidates == most) next = id;
                    }
                }

                var mails = await FindAsync(connection, tenant, found, cancellationToken).ConfigureAwait(false);
                return new QueuedMailPage([.. mails.Reverse()], next);
            },
            cancellationToken);
    }

    /// <summary>Those of the mails that there are, in the order of their ids.</summary>
    private async Task<IReadOnlyList<QueuedMail>> FindAsync(NpgsqlConnection connection, TenantId tenant, List<Guid> ids, CancellationToken cancellationToken)
    {
        var mails = new SortedDictionary<Guid, QueuedMail>();

        // A day that is given its own table at that moment hides its mails from a statement that had begun: whoever finds too few looks once more.
        for (var look = 0; look < 2 && mails.Count < ids.Count; look++)
        {
            var reader = await connection.ExecuteReaderAsync(Command("FindMails", Key(tenant).Uuids("ids", ids.Where(id => !mails.ContainsKey(id))), cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                foreach (var mail in await QueuedMailReader.ReadAsync(reader, cancellationToken).ConfigureAwait(false)) mails.Add(mail.Id, mail);
            }
        }

        return [.. mails.Values];
    }
}
