using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Puts mails without keys into the queue in one statement, which is a whole by itself.</summary>
internal sealed class MailInsert(PostgresStatements statements)
{
    /// <summary>What may be put in together, in octets.</summary>
    public const int Most = 1024 * 1024;

    // A row of both tables.
    private const int Row = 512;

    /// <summary>What a mail takes of <see cref="Most"/>.</summary>
    /// <exception cref="InvalidOperationException">It has no tenant.</exception>
    public static int Weigh(NewMail mail) => mail.Body.Length + mail.Tenant.Value.Length + Row;

    /// <returns>What came of each.</returns>
    public async Task<IReadOnlyList<EnqueueOutcome>> RunAsync(NpgsqlConnection connection, IReadOnlyList<NewMail> mails, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters()
            .Integers("places", Enumerable.Range(0, mails.Count).Select(place => (int?)place))
            .Texts("tenants", mails.Select(mail => mail.Tenant.Value))
            .Uuids("ids", mails.Select(mail => mail.Id))
            .Texts("message_ids", mails.Select(mail => StorableText.Fit(mail.MessageId)))
            .Smallints("lanes", mails.Select(mail => (short)mail.Lane))
            .Instants("send_ats", mails.Select(mail => mail.SendAt))
            .Instants("expires_ats", mails.Select(mail => mail.ExpiresAt))
            .Smallints("on_uncertains", mails.Select(mail => (short)mail.OnUncertain))
            .Byteas("recipients", mails.Select(mail => mail.RecipientMarks))
            .Byteas("bodies", mails.Select(mail => (ReadOnlyMemory<byte>?)mail.Body))
            .Text("schema", statements.Schema);
        var command = await statements.PrepareAsync(connection, "Enqueue", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var outcomes = new EnqueueOutcome[mails.Count];
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) outcomes[reader.GetInt32(0)] = (EnqueueOutcome)reader.GetInt32(1);
                return outcomes;
            }
        }
    }
}
