using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>What a mail's times come to by the database's clock.</summary>
internal readonly record struct MailTimes(EnqueueOutcome Outcome, DateTimeOffset Now, DateTimeOffset RunAt, DateTimeOffset ExpiresAt, DateOnly RetainDay, DateTimeOffset Date)
{
    public static async Task<MailTimes> JudgeAsync(PostgresStatements statements, NpgsqlConnection connection, NewMail mail, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters().Instant("send_at", mail.SendAt).Instant("expires_at", mail.ExpiresAt);
        var command = await statements.PrepareAsync(connection, "JudgeTimes", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var outcome = (EnqueueOutcome)reader.GetInt32(0);
                // What is refused may be of a day that no calendar here holds.
                if (outcome != EnqueueOutcome.Queued) return new MailTimes { Outcome = outcome };
                return new MailTimes(
                    outcome,
                    PostgresInstant.Read(reader, 1),
                    PostgresInstant.Read(reader, 2),
                    PostgresInstant.Read(reader, 3),
                    reader.GetFieldValue<DateOnly>(4),
                    PostgresInstant.Read(reader, 5));
            }
        }
    }
}
