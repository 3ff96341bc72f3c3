using System.Data.Common;
using System.Globalization;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Chaos.Storing;

/// <summary>The queue's tables in a SQLite file. Its instants are microseconds since 1970, by the machine's clock.</summary>
internal sealed class SqliteRows(string connectionString) : IQueueRows
{
    public Task<List<JobRow>> JobsAsync(string? where = null)
    {
        var now = Microseconds(Now());
        return ReadAsync(
            $"SELECT tenant_id, id, state, fence, attempt, crashes, worker, lease_until FROM email_job {where}",
            row => new JobRow(row.GetString(0), Id(row, 1), row.GetInt32(2), row.GetInt64(3), row.GetInt32(4), row.GetInt32(5), row.IsDBNull(6) ? null : row.GetString(6), row.IsDBNull(7) ? null : (now - row.GetInt64(7)) / 1e6));
    }

    public Task<List<AttemptRow>> AttemptsAsync() => AttemptsAsync("");

    public Task<List<AttemptRow>> AttemptsSinceAsync(TenantId tenant, DateTime instant) => AttemptsAsync(string.Create(CultureInfo.InvariantCulture, $"WHERE tenant_id = '{tenant}' AND at > {Microseconds(instant)}"));

    public Task<List<DeadRow>> DeadAsync() => ReadAsync(
        "SELECT tenant_id, id, reason, attempt FROM email_dead",
        row => new DeadRow(row.GetString(0), Id(row, 1), (DeadReason)row.GetInt32(2), row.GetInt32(3)));

    public Task<List<MessageRow>> MessagesAsync() => ReadAsync(
        "SELECT tenant_id, id, message_id FROM email_message",
        row => new MessageRow(row.GetString(0), Id(row, 1), row.GetString(2)));

    public async Task PassTimeAsync()
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE email_job SET run_at = $now WHERE state IN (0, 3) AND fence > 0 AND run_at > $now; DELETE FROM email_breaker";
        command.Parameters.AddWithValue("$now", Microseconds(Now()));
        await command.ExecuteNonQueryAsync();
    }

    public Task<DateTime> NowAsync() => Task.FromResult(Now());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static DateTime Now() => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static long Microseconds(DateTime instant) => (instant - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static Guid Id(DbDataReader row, int column) => Guid.ParseExact(row.GetString(column), "D");

    // In the order of the rows, which is the order in which they were written.
    private Task<List<AttemptRow>> AttemptsAsync(string where) => ReadAsync(
        $"SELECT tenant_id, mail_id, at, fence, worker, outcome FROM email_attempt {where} ORDER BY tenant_id, mail_id, rowid",
        row => new AttemptRow(row.GetString(0), Id(row, 1), DateTime.UnixEpoch.AddMicroseconds(row.GetInt64(2)), row.GetInt64(3), row.GetString(4), (AttemptOutcome)row.GetInt32(5)));

    private async Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }
}
