using System.Data.Common;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Puts mails into the queue in PostgreSQL.</summary>
/// <remarks>
/// Mails without keys that are queued at the same time are one statement that commits by itself; a mail under a key is one of its own. None touches a row that another mail of its tenant touches but under
/// the same key. Attachments are stored before their mail, each in a transaction of the store's own, also where the mail is a part of a caller's: nobody waits for another's content behind an open transaction, and
/// what is left of a mail that did not come about is pruned by its day. Many mails are copied, at the end of which whoever sleeps is woken once. On a caller's connection nothing is prepared.
/// </remarks>
internal sealed class PostgresQueueIntakeStore : IQueueIntakeStore
{
    // Calls that put in what comes at the same time: one while the commit of the other is on its way to the disk.
    private const int Lanes = 2;

    private readonly PostgresDatabase _database;
    private readonly PostgresStatements _own;
    private readonly PostgresStatements _joined;
    private readonly MailInsert _joinedInsert;
    private readonly Coalescer<NewMail, EnqueueOutcome> _mails;

    public PostgresQueueIntakeStore(PostgresDatabase database)
    {
        _database = database;
        _own = new PostgresStatements(database, "Queue");
        _joined = new PostgresStatements(database, "Queue", prepares: false);
        _joinedInsert = new MailInsert(_joined);
        var insert = new MailInsert(_own);
        _mails = new(Lanes, MailInsert.Most, MailInsert.Weigh, (mails, cancellationToken) => database.WriteAsync(connection => insert.RunAsync(connection, mails, cancellationToken), cancellationToken));
    }

    public Task<Enqueued> EnqueueAsync(NewMail mail, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return PostgresErrors.RefuseBrokenRulesAsync(EnqueueOneAsync(mail, transaction, cancellationToken));
    }

    public Task<EnqueueOutcome> EnqueueManyAsync(IReadOnlyList<NewMail> mails, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mails);
        Check(mails);
        return PostgresErrors.RefuseBrokenRulesAsync(CopyAsync(mails, transaction, cancellationToken));
    }

    public Task<Stream?> OpenBlobAsync(TenantId tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken = default) =>
        BlobStream.OpenAsync(_database, tenant, sha256, cancellationToken);

    private static void Check(IReadOnlyList<NewMail> mails)
    {
        if (mails.Count == 0) throw new ArgumentException("There is no mail.", nameof(mails));
        var first = mails[0];
        foreach (var mail in mails)
        {
            if (mail.IdempotencyKey is not null) throw new ArgumentException("Mails that are queued together have no keys.", nameof(mails));
            if (mail.Tenant != first.Tenant || mail.SendAt != first.SendAt || mail.ExpiresAt != first.ExpiresAt)
                throw new ArgumentException("Mails that are queued together are of one tenant and have the same times.", nameof(mails));
        }
    }

    private async Task<Enqueued> EnqueueOneAsync(NewMail mail, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        if (transaction is null && mail is { IdempotencyKey: null, Blobs.Count: 0 }) return new Enqueued(await _mails.RunAsync(mail, cancellationToken).ConfigureAwait(false), mail.Id);
        var statements = transaction is null ? _own : _joined;
        if (mail.Blobs.Count > 0)
        {
            // The attachments of a mail that is known are not opened.
            var known = mail.IdempotencyKey is null
                ? null
                : await IntakeTransaction.RunAsync(_database, transaction, connection => FindKeyAsync(statements, connection, mail, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (known is { } found) return found;
            return await EnqueueWithContentsAsync(mail, transaction, cancellationToken).ConfigureAwait(false);
        }

        return await IntakeTransaction.RunAsync(_database, transaction, connection => EnqueueAsync(statements, connection, mail, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    // Contents first, by themselves; where an erasure took one of them before the mail's transaction had hold of them, once more.
    private async Task<Enqueued> EnqueueWithContentsAsync(NewMail mail, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await KeepAsync(mail, mail.Blobs, cancellationToken).ConfigureAwait(false);
            if (outcome != EnqueueOutcome.Queued) return new Enqueued(outcome, mail.Id);
            var enqueued = await IntakeTransaction.RunAllAsync<Enqueued?>(
                _database,
                transaction,
                async connection =>
                {
                    if (!await HoldContentsAsync(connection, mail.Tenant, mail.Blobs, cancellationToken).ConfigureAwait(false)) return (null, false);
                    var one = await EnqueueAsync(_joined, connection, mail, cancellationToken).ConfigureAwait(false);
                    return (one, one.Outcome == EnqueueOutcome.Queued);
                },
                cancellationToken).ConfigureAwait(false);
            if (enqueued is { } done) return done;
        }
    }

    private async Task<bool> HoldContentsAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<NewBlob> blobs, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters().Text("schema", _database.Schema).Text("tenant", tenant.Value).Byteas("contents", blobs.Select(blob => (ReadOnlyMemory<byte>?)blob.Sha256));
        var command = await _joined.PrepareAsync(connection, "HoldContents", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return reader.GetInt64(0) == blobs.Count;
            }
        }
    }

    private async Task<EnqueueOutcome> CopyAsync(IReadOnlyList<NewMail> mails, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var blobs = mails.SelectMany(mail => mail.Blobs).DistinctBy(blob => Convert.ToHexString(blob.Sha256.Span)).ToArray();
        var copy = new MailCopy(transaction is null ? _own : _joined, _database.Schema);
        while (true)
        {
            var kept = blobs.Length == 0 ? EnqueueOutcome.Queued : await KeepAsync(mails[0], blobs, cancellationToken).ConfigureAwait(false);
            if (kept != EnqueueOutcome.Queued) return kept;
            var copied = await IntakeTransaction.RunAllAsync<EnqueueOutcome?>(
                _database,
                transaction,
                async connection =>
                {
                    if (blobs.Length > 0 && !await HoldContentsAsync(connection, mails[0].Tenant, blobs, cancellationToken).ConfigureAwait(false)) return (null, false);
                    var outcome = await copy.RunAsync(connection, mails, cancellationToken).ConfigureAwait(false);
                    return (outcome, outcome == EnqueueOutcome.Queued);
                },
                cancellationToken).ConfigureAwait(false);
            if (copied is { } done) return done;
        }
    }

    private Task<EnqueueOutcome> KeepAsync(NewMail mail, IReadOnlyList<NewBlob> blobs, CancellationToken cancellationToken) => _database.WriteAsync(
        async connection =>
        {
            var times = await MailTimes.JudgeAsync(_own, connection, mail, cancellationToken).ConfigureAwait(false);
            // The mail itself is judged a moment later: behind a midnight that comes between, it needs a day more.
            if (times.Outcome == EnqueueOutcome.Queued)
                await new BlobUpload(_own).KeepAsync(connection, mail.Tenant, blobs, times.RetainDay.AddDays(1), cancellationToken).ConfigureAwait(false);
            return times.Outcome;
        },
        cancellationToken);

    private async Task<Enqueued> EnqueueAsync(PostgresStatements statements, NpgsqlConnection connection, NewMail mail, CancellationToken cancellationToken)
    {
        if (mail.IdempotencyKey is not { } key) return new Enqueued((await _joinedInsert.RunAsync(connection, [mail], cancellationToken).ConfigureAwait(false))[0], mail.Id);
        while (true)
        {
            var outcome = await InsertAsync(statements, connection, mail, key, cancellationToken).ConfigureAwait(false);
            if (outcome == EnqueueOutcome.Queued) return new Enqueued(outcome, mail.Id);
            // Times that were right with the first call may have passed by the time it is repeated: what stands under the key goes before them.
            if (await FindKeyAsync(statements, connection, mail, cancellationToken).ConfigureAwait(false) is { } known) return known;
            // It may have been pruned or erased between the two statements: then nobody has it any more.
            if (outcome != EnqueueOutcome.Known) return new Enqueued(outcome, mail.Id);
        }
    }

    private static async Task<EnqueueOutcome> InsertAsync(PostgresStatements statements, NpgsqlConnection connection, NewMail mail, string key, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters()
            .Text("tenant", mail.Tenant.Value)
            .Uuid("id", mail.Id)
            .Text("message_id", StorableText.Fit(mail.MessageId))
            .Smallint("lane", (short)mail.Lane)
            .Instant("send_at", mail.SendAt)
            .Instant("expires_at", mail.ExpiresAt)
            .Smallint("on_uncertain", (short)mail.OnUncertain)
            .Bytea("recipients", mail.RecipientMarks)
            .Octets("body", mail.Body)
            .Text("schema", statements.Schema)
            .Text("key", StorableText.Fit(key))
            .Octets("body_hash", mail.BodyHash);
        var command = await statements.PrepareAsync(connection, "EnqueueUnderKey", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false)) return (EnqueueOutcome)(int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task<Enqueued?> FindKeyAsync(PostgresStatements statements, NpgsqlConnection connection, NewMail mail, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters().Text("tenant", mail.Tenant.Value).Text("key", StorableText.Fit(mail.IdempotencyKey));
        var command = await statements.PrepareAsync(connection, "FindKey", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return null;
                var same = reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(mail.BodyHash.Span);
                return new Enqueued(same ? EnqueueOutcome.Known : EnqueueOutcome.KeyReused, reader.GetGuid(0));
            }
        }
    }
}
