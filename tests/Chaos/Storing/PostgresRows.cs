using Leadmetrics.Chaos.Checking;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Chaos.Storing;

/// <summary>The queue's tables in a PostgreSQL.</summary>
internal sealed class PostgresRows(string connectionString, string schema) : IQueueRows
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "chaos-rows", MaxPoolSize = 8, Timeout = 5 });

    public string Schema => schema;

    public Task<List<JobRow>> JobsAsync(string? where = null) => ReadAsync(
        $"SELECT tenant_id, id, state, fence, attempt, crashes, worker, extract(epoch FROM clock_timestamp() - lease_until)::float8 FROM {schema}.email_job {where}",
        row => new JobRow(row.GetString(0), row.GetGuid(1), row.GetInt16(2), row.GetInt64(3), row.GetInt32(4), row.GetInt16(5), row.IsDBNull(6) ? null : row.GetString(6), row.IsDBNull(7) ? null : row.GetDouble(7)));

    public Task<List<AttemptRow>> AttemptsAsync() => AttemptsAsync("");

    public Task<List<AttemptRow>> AttemptsSinceAsync(TenantId tenant, DateTime instant) => AttemptsAsync($"WHERE tenant_id = '{tenant}' AND at > '{instant:O}'");

    public Task<List<DeadRow>> DeadAsync() => ReadAsync(
        $"SELECT tenant_id, id, reason, attempt FROM {schema}.email_dead",
        row => new DeadRow(row.GetString(0), row.GetGuid(1), (DeadReason)row.GetInt16(2), row.GetInt32(3)));

    public Task<List<MessageRow>> MessagesAsync() => ReadAsync(
        $"SELECT tenant_id, id, message_id FROM {schema}.email_message",
        row => new MessageRow(row.GetString(0), row.GetGuid(1), row.GetString(2)));

    public Task PassTimeAsync() =>
        ExecuteAsync($"UPDATE {schema}.email_job SET run_at = now() WHERE state IN (0, 3) AND fence > 0 AND run_at > now(); DELETE FROM {schema}.email_breaker");

    public async Task<DateTime> NowAsync() => (await ReadAsync("SELECT clock_timestamp()", row => row.GetDateTime(0)))[0];

    public async Task<long> CountAsync(string fromWhere) => (await ReadAsync($"SELECT count(*) FROM {schema}.{fromWhere}", row => row.GetInt64(0)))[0];

    public async Task<long> SumAsync(string whatFromWhere) => (await ReadAsync($"SELECT coalesce(sum(x), 0)::bigint FROM (SELECT {whatFromWhere}) AS given (x)", row => row.GetInt64(0)))[0];

    /// <summary>Rows of a question of the caller's own.</summary>
    public Task<List<T>> AskAsync<T>(string sql, Func<NpgsqlDataReader, T> read) => ReadAsync(sql, read);

    /// <summary>Ends connections as a failing server does.</summary>
    /// <returns>How many.</returns>
    public async Task<int> CutAsync(int most) => (await ReadAsync(
        $"SELECT count(pg_terminate_backend(pid))::int FROM (SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'chaos-rows' ORDER BY random() LIMIT {most}) AS chosen",
        row => row.GetInt32(0)))[0];

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private Task<List<AttemptRow>> AttemptsAsync(string where) => ReadAsync(
        $"SELECT tenant_id, mail_id, at, fence, worker, outcome FROM {schema}.email_attempt {where} ORDER BY tenant_id, mail_id, at, fence",
        row => new AttemptRow(row.GetString(0), row.GetGuid(1), row.GetDateTime(2), row.GetInt64(3), row.GetString(4), (AttemptOutcome)row.GetInt16(5)));

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }
}
