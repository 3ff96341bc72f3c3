using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Copies many mails into the queue, inside of a transaction.</summary>
internal sealed class MailCopy(PostgresStatements statements, string schema)
{
    public async Task<EnqueueOutcome> RunAsync(NpgsqlConnection connection, IReadOnlyList<NewMail> mails, CancellationToken cancellationToken)
    {
        var times = await MailTimes.JudgeAsync(statements, connection, mails[0], cancellationToken).ConfigureAwait(false);
        if (times.Outcome != EnqueueOutcome.Queued) return times.Outcome;
        await CopyMessagesAsync(connection, mails, times, cancellationToken).ConfigureAwait(false);
        await CopyJobsAsync(connection, mails, times, cancellationToken).ConfigureAwait(false);
        if (times.RunAt == times.Now)
        {
            var command = await statements.PrepareAsync(connection, "WakeWorkers", new PostgresParameters().Text("schema", schema), cancellationToken).ConfigureAwait(false);
            await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return times.Outcome;
    }

    private async Task CopyMessagesAsync(NpgsqlConnection connection, IReadOnlyList<NewMail> mails, MailTimes times, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginBinaryImportAsync(statements.Text("CopyMessages"), cancellationToken).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var mail in mails)
            {
                await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(mail.Tenant.Value, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(mail.Id, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(times.RetainDay, NpgsqlDbType.Date, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(StorableText.Fit(mail.MessageId), NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync((short)mail.Lane, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(times.Date, NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(times.Now, NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
                if (mail.RecipientMarks is { } marks) await copy.WriteAsync(marks, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
                else await copy.WriteNullAsync(cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(mail.Body, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
            }

            await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyJobsAsync(NpgsqlConnection connection, IReadOnlyList<NewMail> mails, MailTimes times, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginBinaryImportAsync(statements.Text("CopyJobs"), cancellationToken).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var mail in mails)
            {
                await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(mail.Tenant.Value, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(mail.Id, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(times.RetainDay, NpgsqlDbType.Date, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync((short)mail.Lane, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(times.RunAt, NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(times.ExpiresAt, NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(0, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(0L, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync((short)mail.OnUncertain, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            }

            await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
