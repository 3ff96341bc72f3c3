using System.Data.Common;
using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Puts mails into the queue in PostgreSQL.</summary>
/// <remarks>
/// One mail is one statement that commits by itself, and touches no row that another mail of its tenant touches but under the same key. Only with attachments is it a transaction: the mail
/// first, so that the day is known until which its contents are kept, then what of them is not stored yet. Many mails are copied, at the end of which whoever sleeps is woken once.
/// </remarks>
internal sealed class PostgresQueueIntakeStore(PostgresDatabase database) : IQueueIntakeStore
{
    private readonly QueueStatements _statements = new(database);
    private readonly BlobUpload _blobs = new(new QueueStatements(database));
    private readonly MailCopy _copy = new(new QueueStatements(database), database.Schema);

    public Task<Enqueued> EnqueueAsync(NewMail mail, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.Blobs.Count == 0)
            return IntakeTransaction.RunAsync(database, transaction, async connection => (await EnqueueAsync(connection, mail, cancellationToken).ConfigureAwait(false)).Enqueued, cancellationToken);
        return IntakeTransaction.RunAllAsync(
            database,
            transaction,
            async connection =>
            {
                var (enqueued, retainDay) = await EnqueueAsync(connection, mail, cancellationToken).ConfigureAwait(false);
                var queued = enqueued.Outcome == EnqueueOutcome.Queued;
                if (queued) await _blobs.KeepAsync(connection, mail.Tenant, mail.Blobs, retainDay, cancellationToken).ConfigureAwait(false);
                return (enqueued, queued);
            },
            cancellationToken);
    }

    public Task<EnqueueOutcome> EnqueueManyAsync(IReadOnlyList<NewMail> mails, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mails);
        Check(mails);
        return IntakeTransaction.RunAllAsync(
            database,
            transaction,
            async connection =>
            {
                var (outcome, retainDay) = await _copy.RunAsync(connection, mails, cancellationToken).ConfigureAwait(false);
                if (outcome != EnqueueOutcome.Queued) return (outcome, false);
                var blobs = mails.SelectMany(mail => mail.Blobs).DistinctBy(blob => Convert.ToHexString(blob.Sha256.Span)).ToArray();
                await _blobs.KeepAsync(connection, mails[0].Tenant, blobs, retainDay, cancellationToken).ConfigureAwait(false);
                return (outcome, true);
            },
            cancellationToken);
    }

    public Task<Stream?> OpenBlobAsync(TenantId tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken = default) =>
        BlobStream.OpenAsync(database, tenant, sha256, cancellationToken);

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

    private async Task<(Enqueued Enqueued, DateOnly RetainDay)> EnqueueAsync(NpgsqlConnection connection, NewMail mail, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (outcome, retainDay) = await InsertAsync(connection, mail, cancellationToken).ConfigureAwait(false);
            if (outcome == EnqueueOutcome.Queued || mail.IdempotencyKey is null) return (new Enqueued(outcome, mail.Id), retainDay);
            // Times that were right with the first call may have passed by the time it is repeated: what stands under the key goes before them.
            if (await FindKeyAsync(connection, mail, cancellationToken).ConfigureAwait(false) is { } known) return (known, retainDay);
            // It may have been pruned or erased between the two statements: then nobody has it any more.
            if (outcome != EnqueueOutcome.Known) return (new Enqueued(outcome, mail.Id), retainDay);
        }
    }

    private async Task<(EnqueueOutcome Outcome, DateOnly RetainDay)> InsertAsync(NpgsqlConnection connection, NewMail mail, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters()
            .Text("tenant", mail.Tenant.Value)
            .Uuid("id", mail.Id)
            .Text("message_id", mail.MessageId)
            .Smallint("lane", (short)mail.Lane)
            .Instant("send_at", mail.SendAt)
            .Instant("expires_at", mail.ExpiresAt)
            .Smallint("on_uncertain", (short)mail.OnUncertain)
            .Octets("body", mail.Body)
            .Text("schema", database.Schema);
        if (mail.IdempotencyKey is { } key) parameters.Text("key", key).Octets("body_hash", mail.BodyHash);
        var command = await _statements.PrepareAsync(connection, mail.IdempotencyKey is null ? "Enqueue" : "EnqueueUnderKey", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return ((EnqueueOutcome)reader.GetInt32(0), reader.GetFieldValue<DateOnly>(1));
            }
        }
    }

    private async Task<Enqueued?> FindKeyAsync(NpgsqlConnection connection, NewMail mail, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters().Text("tenant", mail.Tenant.Value).Text("key", mail.IdempotencyKey);
        var command = await _statements.PrepareAsync(connection, "FindKey", parameters, cancellationToken).ConfigureAwait(false);
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
