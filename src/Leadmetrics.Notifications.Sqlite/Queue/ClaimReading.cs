using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Reads what goes with claimed mails: what was stored of them, and the breakers of the accounts that they may go through, the platform's in any case.</summary>
internal sealed class ClaimReading(PreparedStatements statements, DateTimeOffset now)
{
    public async Task<ClaimedMails> ReadAsync(ClaimedMails claimed, CancellationToken cancellationToken)
    {
        var mails = new List<ClaimedMail>(claimed.Mails.Count);
        foreach (var mail in claimed.Mails) mails.Add(await ReadAsync(mail, cancellationToken).ConfigureAwait(false));
        var breakers = new List<Breaker>();
        foreach (var tenant in claimed.Mails.Select(mail => mail.Lease.Tenant.Value).Distinct().Append(""))
        {
            breakers.AddRange(await statements.ListAsync("ListBreakers", new SqliteParameters().Text("tenant", tenant), reader => BreakerReader.Read(reader, now), cancellationToken).ConfigureAwait(false));
        }

        return claimed with { Mails = mails, Breakers = breakers };
    }

    private async Task<ClaimedMail> ReadAsync(ClaimedMail mail, CancellationToken cancellationToken)
    {
        var rows = await statements.ListAsync(
            "ReadBody",
            QueueWriting.Key(mail.Lease.Tenant, mail.Lease.Id),
            reader => mail with { MessageId = reader.GetString(0), Date = SqliteInstant.FromMicroseconds(reader.GetInt64(1)), Body = reader.GetFieldValue<byte[]>(2) },
            cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? mail : rows[0];
    }
}
