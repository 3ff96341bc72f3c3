using System.Data.Common;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Reads a try in the column order of <c>FindMails.sql</c>.</summary>
internal static class MailAttemptReader
{
    public static MailAttempt Read(DbDataReader reader) => new()
    {
        Outcome = (AttemptOutcome)reader.GetInt16(0),
        At = PostgresInstant.Read(reader, 1),
        Fence = reader.GetInt64(2),
        Worker = reader.GetString(3),
        Account = Text(reader, 4),
        Provider = Text(reader, 5),
        Kind = reader.IsDBNull(6) ? null : (FailureKind)reader.GetInt16(6),
        Phase = reader.IsDBNull(7) ? null : (SendPhase)reader.GetInt16(7),
        Code = reader.IsDBNull(8) ? null : reader.GetInt32(8),
        EnhancedCode = Text(reader, 9),
        Text = Text(reader, 10),
        ProviderMessageId = Text(reader, 11),
        Recipients = reader.IsDBNull(12) ? [] : AttemptRecipients.Read(reader.GetString(12)),
        Duration = TimeSpan.FromMilliseconds(reader.GetInt32(13)),
    };

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
