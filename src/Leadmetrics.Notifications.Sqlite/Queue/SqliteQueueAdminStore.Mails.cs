using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <content>Single mails: by their ids, the held ones, those to a recipient.</content>
internal sealed partial class SqliteQueueAdminStore
{
    private const int MaxPage = 1000;

    // Mails that one step of a search looks at.
    private const int Look = 20_000;

    public Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default)
    {
        var now = timeProvider.GetUtcNow();
        return ReadAsync(statements => FindAsync(statements, tenant, id, now, cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        return ReadAsync<IReadOnlyList<QueuedMail>>(
            async statements =>
            {
                var held = await statements.ListAsync("ListHeld", Key(tenant).Id("after", after ?? Guid.Empty).Integer("most", most), static reader => Id(reader, 0), cancellationToken).ConfigureAwait(false);
                return await FindAsync(statements, tenant, held, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, string recipient, Guid? before, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        var step = Key(tenant).Id("before", before ?? Guid.AllBitsSet);
        return ReadAsync(
            async statements =>
            {
                var ends = await statements.ListAsync("FindSearchEnd", Key(tenant).Id("before", before ?? Guid.AllBitsSet).Integer("look", Look), static reader => Id(reader, 0), cancellationToken).ConfigureAwait(false);
                Guid? end = ends.Count == 0 ? null : ends[0];
                var candidates = await statements.ListAsync(
                    "FindByRecipient",
                    step.Id("end", end ?? Guid.Empty).Blob("mark", RecipientMarks.Of(tenant, recipient)).Integer("most", most),
                    reader => (Id: Id(reader, 0), IsTheirs: reader.IsDBNull(1) || BodyRecipients.Read(reader.GetFieldValue<byte[]>(1)).Contains(recipient, StringComparer.OrdinalIgnoreCase)),
                    cancellationToken).ConfigureAwait(false);
                var mails = await FindAsync(statements, tenant, [.. candidates.Where(mail => mail.IsTheirs).Select(mail => mail.Id)], cancellationToken).ConfigureAwait(false);
                return new QueuedMailPage(mails, candidates.Count == most ? candidates[^1].Id : end);
            },
            cancellationToken);
    }

    /// <summary>Those of the mails that there are, in the order in which they are named.</summary>
    private async Task<IReadOnlyList<QueuedMail>> FindAsync(PreparedStatements statements, TenantId tenant, List<Guid> ids, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var mails = new List<QueuedMail>(ids.Count);
        foreach (var id in ids)
        {
            if (await FindAsync(statements, tenant, id, now, cancellationToken).ConfigureAwait(false) is { } mail) mails.Add(mail);
        }

        return mails;
    }

    private static async Task<QueuedMail?> FindAsync(PreparedStatements statements, TenantId tenant, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await statements.ListAsync("FindMail", QueueWriting.Key(tenant, id), reader => QueuedMailReader.Standing(reader, id, now), cancellationToken).ConfigureAwait(false);
        if (found.Count == 0) return null;

        // The history last: never behind where the mail stands.
        return QueuedMailReader.Join(found[0], await statements.ListAsync("ListAttempts", QueueWriting.Key(tenant, id), QueuedMailReader.Attempt, cancellationToken).ConfigureAwait(false));
    }
}
