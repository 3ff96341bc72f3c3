using System.Data.Common;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Reads breakers in the column order of their SELECTs.</summary>
internal static class BreakerReader
{
    public static Breaker Read(DbDataReader reader, DateTimeOffset now) => new()
    {
        Account = new AccountKey(reader.GetString(0), reader.GetString(1)),
        Version = reader.GetInt64(2),
        Kind = (FailureKind)reader.GetInt32(3),
        Step = reader.GetInt32(4),
        RetryIn = reader.IsDBNull(5) ? null : SqliteInstant.FromMicroseconds(RetryAt(reader)) - now,
        OpenedAt = SqliteInstant.FromMicroseconds(reader.GetInt64(7)),
        Text = reader.IsDBNull(8) ? null : reader.GetString(8),
    };

    // While somebody tries, nobody else may.
    private static long RetryAt(DbDataReader reader) => reader.IsDBNull(6) ? reader.GetInt64(5) : Math.Max(reader.GetInt64(5), reader.GetInt64(6));
}
