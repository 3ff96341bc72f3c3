using System.Globalization;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>A queue in a schema of the test's own. The clock is the server's, so time passes by making what is stored older.</summary>
internal sealed class PostgresQueueUnderTest(PostgresUnderTest database) : QueueUnderTest
{
    public override IServiceProvider Services { get; } = database.Open();

    public PostgresUnderTest Database => database;

    public static async Task<PostgresQueueUnderTest> CreateAsync(PeerFixture<PostgresPeer> postgres) => new(await PostgresUnderTest.CreateAsync(postgres));

    public static async Task<PostgresQueueUnderTest> CreateAsync(PostgresPeer postgres) => new(await PostgresUnderTest.CreateAsync(postgres));

    /// <summary>A host with connections of its own kind.</summary>
    public ServiceProvider OpenHost(Action<NpgsqlConnectionStringBuilder> change) => database.Open(change);

    public override IServiceProvider OpenHost() => database.Open();

    public override async Task<DateTimeOffset> NowAsync() => new((DateTime)(await database.ExecuteAsync("SELECT clock_timestamp()"))!);

    public override async Task AdvanceAsync(TimeSpan by)
    {
        var interval = $"interval '{by.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds'";
        foreach (var (table, columns) in ((string Table, string Columns)[])[
            ("email_job", "run_at expires_at lease_until"), ("email_message", "date queued_at"), ("email_attempt", "at"), ("email_dead", "died_at"), ("email_idempotency", "created_at"),
            ("email_tenant", "paused_at"), ("email_breaker", "retry_at probing_until opened_at"), ("email_tally", "minute"), ("email_wake", "seen_at")])
        {
            await database.ExecuteAsync($"UPDATE {database.Schema}.{table} SET {string.Join(", ", columns.Split(' ').Select(column => $"{column} = {column} - {interval}"))}");
        }
    }

    public override Task SetTenantAsync(TenantId tenant, bool paused = false, int weight = 1) => database.ExecuteAsync(
        $"""
         INSERT INTO {database.Schema}.email_tenant VALUES ('{tenant}', {(paused ? "now()" : "NULL")}, {weight})
         ON CONFLICT (tenant_id) DO UPDATE SET paused_at = excluded.paused_at, weight = excluded.weight
         """);

    public override async Task<IReadOnlyList<object?[]>> QueryAsync(string sql)
    {
        await using var connection = await database.Admin.OpenConnectionAsync();
        await using var path = new NpgsqlCommand($"SET search_path = {database.Schema}", connection);
        await path.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column) switch
            {
                DBNull => null,
                short number => (object)(long)number,
                int number => (long)number,
                decimal number => (long)number,
                var value => value,
            })]);
        }

        return rows;
    }

    public override ValueTask DisposeAsync() => database.DisposeAsync();
}
