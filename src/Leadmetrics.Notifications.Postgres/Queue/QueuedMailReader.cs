using System.Data.Common;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Reads a mail and its history, and tells from both where it stands.</summary>
internal static class QueuedMailReader
{
    private const short Leased = 1;
    private const short Held = 2;

    /// <summary>Reads what <c>FindMail.sql</c> gives; null where there is no such mail, or nothing says any more what became of it.</summary>
    public static async Task<QueuedMail?> ReadAsync(DbDataReader reader, Guid id, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return null;
        var live = !reader.IsDBNull(3);
        var state = live ? Live(reader.GetInt16(3), due: reader.GetBoolean(5)) : reader.GetBoolean(8) ? QueuedMailState.Dead : (QueuedMailState?)null;
        var waits = state is QueuedMailState.Ready or QueuedMailState.Scheduled;
        var mail = new QueuedMail
        {
            Id = id,
            MessageId = reader.GetString(0),
            State = state.GetValueOrDefault(),
            Lane = (QueueLane)reader.GetInt16(1),
            QueuedAt = PostgresInstant.Read(reader, 2),
            DueAt = waits ? PostgresInstant.Read(reader, 4) : null,
            ExpiresAt = live ? PostgresInstant.Read(reader, 6) : null,
            Attempts = reader.IsDBNull(7) ? 0 : reader.GetInt32(7),
        };

        var history = new List<MailAttempt>();
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) history.Add(MailAttemptReader.Read(reader));
        if (state is not null) return mail with { History = history };
        if (history.Count == 0) return null;
        return mail with { State = Settled(history[^1].Outcome), Attempts = history.Count(attempt => attempt.Outcome <= AttemptOutcome.Uncertain), History = history };
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
