using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Reads what Claim.sql gives: mails (kind 0) without their messages, breakers (1) and where the round stands (2), in no order.</summary>
internal static class ClaimReader
{
    /// <returns>The mails in their order, the day of each one's message, and how many tenants were looked at.</returns>
    public static async Task<(ClaimedMails Mails, IReadOnlyList<DateOnly> Days, long Looked)> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var mails = new List<(DateTimeOffset RunAt, DateOnly Day, ClaimedMail Mail)>();
        var breakers = new List<Breaker>();
        var (cursor, looked, due) = ((string?)null, 0L, (TimeSpan?)null);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var now = PostgresInstant.Read(reader, 15);
            switch (reader.GetInt32(0))
            {
                case 0:
                    mails.Add((PostgresInstant.Read(reader, 4), reader.GetFieldValue<DateOnly>(14), Mail(reader, now)));
                    break;
                case 1:
                    breakers.Add(Breaker(reader, now));
                    break;
                default:
                    cursor = reader.GetString(1) is { Length: > 0 } tenant ? tenant : null;
                    looked = reader.IsDBNull(3) ? 0 : reader.GetInt64(3);
                    due = reader.IsDBNull(4) ? null : PostgresInstant.Read(reader, 4) - now;
                    break;
            }
        }

        mails.Sort(static (x, y) =>
        {
            var tenants = string.CompareOrdinal(x.Mail.Lease.Tenant.Value, y.Mail.Lease.Tenant.Value);
            if (tenants != 0) return tenants;
            var lanes = x.Mail.Lane.CompareTo(y.Mail.Lane);
            if (lanes != 0) return lanes;
            var instants = x.RunAt.CompareTo(y.RunAt);
            return instants != 0 ? instants : x.Mail.Lease.Id.CompareTo(y.Mail.Lease.Id);
        });
        return (new ClaimedMails([.. mails.Select(mail => mail.Mail)], breakers, cursor, due), [.. mails.Select(mail => mail.Day)], looked);
    }

    private static ClaimedMail Mail(NpgsqlDataReader reader, DateTimeOffset now)
    {
        var runAt = PostgresInstant.Read(reader, 4);
        return new ClaimedMail
        {
            Lease = new MailLease(new TenantId(reader.GetString(1)), reader.GetGuid(2), reader.GetInt64(3)),
            Waited = now - runAt,
            ExpiresIn = PostgresInstant.Read(reader, 5) - now,
            Lane = (QueueLane)reader.GetInt16(6),
            Attempt = reader.GetInt32(7),
            Crashes = reader.GetInt16(8),
            OnUncertain = (OnUncertain)reader.GetInt16(9),
            Open = reader.IsDBNull(10) ? null : reader.GetFieldValue<string[]>(10),
            Pinned = reader.IsDBNull(11) ? null : reader.GetString(11),
            // Until its message is read; for good where that is gone.
            MessageId = "",
            Date = runAt,
            Body = null,
        };
    }

    private static Breaker Breaker(NpgsqlDataReader reader, DateTimeOffset now) => new()
    {
        Account = new AccountKey(reader.GetString(1), reader.GetString(11)),
        Version = reader.GetInt64(3),
        RetryIn = reader.IsDBNull(4) ? null : PostgresInstant.Read(reader, 4) - now,
        Kind = (FailureKind)reader.GetInt16(6),
        Step = reader.GetInt32(7),
        Text = reader.IsDBNull(12) ? null : reader.GetString(12),
        OpenedAt = PostgresInstant.Read(reader, 13),
    };
}
