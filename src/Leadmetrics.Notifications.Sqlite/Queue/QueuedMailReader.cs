using System.Data.Common;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Reads a mail and its history, and tells from both where it stands.</summary>
internal static class QueuedMailReader
{
    private const int Leased = 1;
    private const int Held = 2;

    /// <summary>Reads a row of <c>FindMail.sql</c>; without a state: it is settled.</summary>
    public static (QueuedMail Mail, bool IsSettled) Standing(DbDataReader reader, Guid id, DateTimeOffset now)
    {
        var live = !reader.IsDBNull(3);
        var dead = reader.GetInt64(7) == 1;
        var mail = new QueuedMail
        {
            Id = id,
            MessageId = reader.GetString(0),
            State = QueuedMailState.Dead,
            Lane = (QueueLane)reader.GetInt32(1),
            QueuedAt = SqliteInstant.FromMicroseconds(reader.GetInt64(2)),
            Attempts = reader.IsDBNull(6) ? 0 : reader.GetInt32(6),
        };
        if (!live) return (mail, !dead);
        var dueAt = SqliteInstant.FromMicroseconds(reader.GetInt64(4));
        var state = Live(reader.GetInt32(3), dueAt <= now);
        return (mail with
        {
            State = state,
            DueAt = state is QueuedMailState.Ready or QueuedMailState.Scheduled ? dueAt : null,
            ExpiresAt = SqliteInstant.FromMicroseconds(reader.GetInt64(5)),
        }, false);
    }

    /// <summary>Adds the history, or the end of it; null where nothing says any more what became of a settled mail.</summary>
    public static QueuedMail? Join((QueuedMail Mail, bool IsSettled) found, IReadOnlyList<MailAttempt> history, int tries)
    {
        var mail = found.Mail with { History = history };
        if (!found.IsSettled) return mail;
        if (history.Count == 0) return null;
        return mail with { State = Settled(history[^1].Outcome), Attempts = tries };
    }

    public static MailAttempt Attempt(DbDataReader reader) => new()
    {
        Outcome = (AttemptOutcome)reader.GetInt32(0),
        At = SqliteInstant.FromMicroseconds(reader.GetInt64(1)),
        Fence = reader.GetInt64(2),
        Worker = reader.GetString(3),
        Account = Text(reader, 4),
        Provider = Text(reader, 5),
        Kind = reader.IsDBNull(6) ? null : (FailureKind)reader.GetInt32(6),
        Phase = reader.IsDBNull(7) ? null : (SendPhase)reader.GetInt32(7),
        Code = reader.IsDBNull(8) ? null : reader.GetInt32(8),
        EnhancedCode = Text(reader, 9),
        Text = Text(reader, 10),
        ProviderMessageId = Text(reader, 11),
        Recipients = AttemptRecipients.Read(Text(reader, 12)),
        Duration = TimeSpan.FromMilliseconds(reader.GetInt64(13)),
    };

    private static QueuedMailState Live(int state, bool isDue) => state switch
    {
        Leased => QueuedMailState.Sending,
        Held => QueuedMailState.Held,
        _ => isDue ? QueuedMailState.Ready : QueuedMailState.Scheduled,
    };

    // What has no dead letter any more died all the same.
    private static QueuedMailState Settled(AttemptOutcome last) => last switch
    {
        AttemptOutcome.Cancelled => QueuedMailState.Cancelled,
        AttemptOutcome.Sent or AttemptOutcome.PartlySent or AttemptOutcome.SettledAsDelivered => QueuedMailState.Sent,
        _ => QueuedMailState.Dead,
    };

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
