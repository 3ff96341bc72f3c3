using System.Data.Common;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Reads a mail and its history, and tells from both where it stands.</summary>
internal static class QueuedMailReader
{
    private const short Leased = 1;
    private const short Held = 2;

    /// <summary>Reads what <c>FindMails.sql</c> and <c>ListMails.sql</c> give, without the mails of which nothing says any more what became of them.</summary>
    public static async Task<IReadOnlyList<QueuedMail>> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var standing = new List<(QueuedMail Mail, bool IsSettled)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) standing.Add(Standing(reader));
        var histories = standing.ToDictionary(found => found.Mail.Id, _ => new List<MailAttempt>());
        var tries = new Dictionary<Guid, int>();
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!histories.TryGetValue(reader.GetGuid(14), out var history)) continue;
            history.Add(MailAttemptReader.Read(reader));
            tries[reader.GetGuid(14)] = (int)reader.GetInt64(15);
        }

        return [.. standing.Select(found => Join(found.Mail, found.IsSettled, histories[found.Mail.Id], tries.GetValueOrDefault(found.Mail.Id))).OfType<QueuedMail>()];
    }

    private static (QueuedMail Mail, bool IsSettled) Standing(DbDataReader reader)
    {
        var live = !reader.IsDBNull(4);
        var state = live ? Live(reader.GetInt16(4), due: reader.GetBoolean(6)) : QueuedMailState.Dead;
        var mail = new QueuedMail
        {
            Id = reader.GetGuid(0),
            MessageId = reader.GetString(1),
            State = state,
            Lane = (QueueLane)reader.GetInt16(2),
            QueuedAt = PostgresInstant.Read(reader, 3),
            DueAt = state is QueuedMailState.Ready or QueuedMailState.Scheduled ? PostgresInstant.Read(reader, 5) : null,
            ExpiresAt = live ? PostgresInstant.Read(reader, 7) : null,
            Attempts = reader.IsDBNull(8) ? 0 : reader.GetInt32(8),
        };
        return (mail, IsSettled: !live && !reader.GetBoolean(9));
    }

    private static QueuedMail? Join(QueuedMail mail, bool isSettled, List<MailAttempt> history, int tries)
    {
        if (!isSettled) return mail with { History = history };
        if (history.Count == 0) return null;
        return mail with { State = Settled(history[^1].Outcome), Attempts = tries, History = history };
    }

    private static QueuedMailState Live(short state, bool due) => state switch
    {
        Leased => QueuedMailState.Sending,
        Held => QueuedMailState.Held,
        _ => due ? QueuedMailState.Ready : QueuedMailState.Scheduled,
    };

    // What has no dead letter any more died all the same.
    private static QueuedMailState Settled(AttemptOutcome last) => last switch
    {
        AttemptOutcome.Cancelled => QueuedMailState.Cancelled,
        AttemptOutcome.Sent or AttemptOutcome.PartlySent or AttemptOutcome.SettledAsDelivered => QueuedMailState.Sent,
        _ => QueuedMailState.Dead,
    };
}
