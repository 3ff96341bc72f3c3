using System.Data.Common;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>Reads a <c>timestamptz</c> in UTC, also in a host that has switched Npgsql to its legacy timestamps, which are local.</summary>
internal static class PostgresInstant
{
    public static DateTimeOffset Read(DbDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column).ToUniversalTime();
}
