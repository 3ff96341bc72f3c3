using System.Data.Common;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Puts mails into the queue in one SQLite file.</summary>
/// <remarks>
/// A call is one transaction that holds the write lock from its first statement. Attachments that the file does not hold yet are read before that, into a place that this
/// connection alone sees: a slow source holds up nobody. In a caller's transaction the lock is the caller's, and everything is written there, or nothing.
/// </remarks>
internal sealed class SqliteQueueIntakeStore(SqliteDatabase database, SqliteQueueSignal signal, TimeProvider timeProvider) : IQueueIntakeStore
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(366);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(72);
    private static readonly TimeSpan MostPatience = TimeSpan.FromDays(30);

    // Days for which a body stays where nothing needs it to be sent: as long as its history is kept, and some.
    private const int Kept = 35;

    private readonly SqliteBlobs _blobs = new(database);

    public Task<Enqueued> EnqueueAsync(NewMail mail, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return SqliteErrors.RefuseBrokenRulesAsync(EnqueueAsync([mail], transaction, cancellationToken));
    }

    public async Task<EnqueueOutcome> EnqueueManyAsync(IReadOnlyList<NewMail> mails, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        Check(mails);
        return (await SqliteErrors.RefuseBrokenRulesAsync(EnqueueAsync(mails, transaction, cancellationToken)).ConfigureAwait(false)).Outcome;
    }

    public Task<Stream?> OpenBlobAsync(TenantId tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken = default) => _blobs.OpenAsync(tenant, sha256, cancellationToken);

    private static void Check(IReadOnlyList<NewMail> mails)
    {
        ArgumentNullException.ThrowIfNull(mails);
        if (mails.Count == 0) throw new ArgumentException("There is no mail.", nameof(mails));
        var first = mails[0];
        foreach (var mail in mails)
        {
            if (mail.Tenant != first.Tenant) throw new ArgumentException("The mails are not of one tenant.", nameof(mails));
            if (mail.IdempotencyKey is not null) throw new ArgumentException("A mail among many has no key.", nameof(mails));
            if (mail.SendAt != first.SendAt || mail.ExpiresAt != first.ExpiresAt) throw new ArgumentException("The mails have not all the same times.", nameof(mails));
        }
    }

    // All of the mails have the first one's tenant and times.
    private async Task<Enqueued> EnqueueAsync(IReadOnlyList<NewMail> mails, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var blobs = mails.Count == 1 && mails[0].Blobs.Count == 0 ? [] : mails.SelectMany(mail => mail.Blobs).DistinctBy(blob => Convert.ToHexString(blob.Sha256.Span)).ToList();
        if (transaction is not null) return await JoinAsync(mails, blobs, transaction, cancellationToken).ConfigureAwait(false);

        var wakes = false;
        var enqueued = await database.RunAsync(
            async connection =>
            {
                // A content that was there when it was looked for may have gone since: then once more, with all of them.
                for (var all = false; ; all = true)
                {
                    await using var staged = (await StageAsync(connection, mails[0], blobs, all, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                    if (await database.WriteAsync(connection, WriteAsync, cancellationToken).ConfigureAwait(false) is { } done) return done;
                }
            },
            cancellationToken).ConfigureAwait(false);

        if (wakes) signal.Raise();
        return enqueued;

        async Task<Enqueued?> WriteAsync(SqliteTransaction own)
        {
            var statements = new PreparedStatements(own);
            await using (statements.ConfigureAwait(false))
            {
                var now = timeProvider.GetUtcNow();
                if (await FindAsync(statements, mails[0], cancellationToken).ConfigureAwait(false) is { } known) return known;
                var times = Times(mails[0], now);
                if (times.Refused is { } refused) return new Enqueued(refused, mails[0].Id);
                foreach (var blob in blobs)
                {
                    if (!await SqliteBlobs.TakeStagedAsync(statements, mails[0].Tenant, blob, times.RetainDay, cancellationToken).ConfigureAwait(false)) return null;
                }

                await AddAsync(statements, mails, times, now, cancellationToken).ConfigureAwait(false);

                // Behind a caller's transaction nobody is woken: nothing says when it commits.
                wakes = times.RunAt == now && signal.IsHeard && await statements.HasIdleAsync(cancellationToken).ConfigureAwait(false);
                return new Enqueued(EnqueueOutcome.Queued, mails[0].Id);
            }
        }
    }

    private Task<Enqueued> JoinAsync(IReadOnlyList<NewMail> mails, List<NewBlob> blobs, DbTransaction transaction, CancellationToken cancellationToken) => database.JoinAsync(
        transaction,
        async joined =>
        {
            var statements = new PreparedStatements(joined);
            await using (statements.ConfigureAwait(false))
            {
                var now = timeProvider.GetUtcNow();
                if (await FindAsync(statements, mails[0], cancellationToken).ConfigureAwait(false) is { } known) return known;
                var times = Times(mails[0], now);
                if (times.Refused is { } refused) return new Enqueued(refused, mails[0].Id);
                foreach (var blob in blobs) await SqliteBlobs.AddAsync(statements, mails[0].Tenant, blob, times.RetainDay, cancellationToken).ConfigureAwait(false);
                await AddAsync(statements, mails, times, now, cancellationToken).ConfigureAwait(false);
                return new Enqueued(EnqueueOutcome.Queued, mails[0].Id);
            }
        },
        cancellationToken);

    private static async Task<StagedBlobs> StageAsync(SqliteConnection connection, NewMail first, List<NewBlob> blobs, bool all, CancellationToken cancellationToken)
    {
        if (blobs.Count == 0) return StagedBlobs.None;
        var statements = new PreparedStatements(connection);
        await using (statements.ConfigureAwait(false))
        {
            if (await FindAsync(statements, first, cancellationToken).ConfigureAwait(false) is not null) return StagedBlobs.None;
        }

        return await StagedBlobs.StageAsync(connection, first.Tenant, blobs, all, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Enqueued?> FindAsync(PreparedStatements statements, NewMail mail, CancellationToken cancellationToken)
    {
        if (mail.IdempotencyKey is not { } key) return null;
        var parameters = new SqliteParameters().Text("tenant", mail.Tenant.Value).Text("key", StorableText.Fit(key));
        var found = await statements.ListAsync("FindKey", parameters, static reader => (Id: Guid.ParseExact(reader.GetString(0), "D"), Hash: reader.GetFieldValue<byte[]>(1)), cancellationToken).ConfigureAwait(false);
        if (found.Count == 0) return null;
        return new Enqueued(mail.BodyHash.Span.SequenceEqual(found[0].Hash) ? EnqueueOutcome.Known : EnqueueOutcome.KeyReused, found[0].Id);
    }

    private static async Task AddAsync(PreparedStatements statements, IReadOnlyList<NewMail> mails, MailTimes times, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var mail in mails)
        {
            var parameters = new SqliteParameters()
                .Text("tenant", mail.Tenant.Value)
                .Id("id", mail.Id)
                .Text("message_id", StorableText.Fit(mail.MessageId))
                .Integer("lane", (int)mail.Lane)
                .Integer("retain_day", times.RetainDay)
                .Instant("date", SqliteInstant.ToSecond(times.RunAt))
                .Instant("now", now);
            await statements.ExecuteAsync("AddMessage", parameters.Blob("recipients", mail.RecipientMarks).Blob("body", mail.Body), cancellationToken).ConfigureAwait(false);
            var job = new SqliteParameters()
                .Text("tenant", mail.Tenant.Value)
                .Id("id", mail.Id)
                .Integer("lane", (int)mail.Lane)
                .Instant("run_at", times.RunAt)
                .Instant("expires_at", times.ExpiresAt)
                .Integer("on_uncertain", (int)mail.OnUncertain);
            await statements.ExecuteAsync("AddJob", job, cancellationToken).ConfigureAwait(false);
            if (mail.IdempotencyKey is not { } key) continue;
            var kept = new SqliteParameters().Text("tenant", mail.Tenant.Value).Text("key", StorableText.Fit(key)).Id("id", mail.Id).Blob("body_hash", mail.BodyHash).Instant("now", now);
            await statements.ExecuteAsync("AddKey", kept, cancellationToken).ConfigureAwait(false);
        }
    }

    private static MailTimes Times(NewMail mail, DateTimeOffset now)
    {
        // First of all: behind the last days of the calendar nothing can be reckoned.
        if (mail.SendAt > now + Farthest) return new MailTimes(now, now, 0, EnqueueOutcome.SendAtFar);
        var runAt = mail.SendAt is { } sendAt && sendAt > now ? sendAt : now;
        var expiresAt = mail.ExpiresAt ?? runAt + Patience;
        EnqueueOutcome? refused =
            mail.SendAt < now - Grace ? EnqueueOutcome.SendAtPast
            : expiresAt <= runAt ? EnqueueOutcome.Expired
            : expiresAt > runAt + MostPatience ? EnqueueOutcome.ExpiresFar
            : null;
        return new MailTimes(runAt, expiresAt, SqliteInstant.ToDay(expiresAt) + Kept, refused);
    }

    private readonly record struct MailTimes(DateTimeOffset RunAt, DateTimeOffset ExpiresAt, long RetainDay, EnqueueOutcome? Refused);
}
