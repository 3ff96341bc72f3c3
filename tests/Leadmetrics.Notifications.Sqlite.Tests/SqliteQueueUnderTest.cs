using Leadmetrics.Conformance.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>A queue in a file of the test's own, with a clock of its own.</summary>
internal sealed class SqliteQueueUnderTest : QueueUnderTest
{
    private SqliteQueueUnderTest(SqliteUnderTest database)
    {
        Database = database;
        Services = OpenHost();
    }

    // Every instant of the queue that is stored.
    private static readonly (string Table, string[] Columns)[] Instants =
    [
        ("email_message", ["date", "queued_at"]), ("email_job", ["run_at", "expires_at", "lease_until"]), ("email_attempt", ["at"]), ("email_dead", ["died_at"]),
        ("email_idempotency", ["created_at"]), ("email_tenant", ["paused_at"]), ("email_breaker", ["retry_at", "probing_until", "opened_at"]), ("email_tally", ["minute"]), ("email_wake", ["seen_at"]),
    ];

    private readonly CreepingClock _clock = new();

    public SqliteUnderTest Database { get; }

    public override IServiceProvider Services { get; }

    public static async Task<SqliteQueueUnderTest> CreateAsync(bool migrated = true) => new(await SqliteUnderTest.CreateAsync(migrated));

    // A statement of one host may find those of many callers before it, each of which waits for the disk.
    public override IServiceProvider OpenHost() => Open(TimeSpan.FromMinutes(1));

    public ServiceProvider Open(TimeSpan busyTimeout) => Database.Open(
        options => options.BusyTimeout = busyTimeout,
        services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)));

    public override Task<DateTimeOffset> NowAsync() => Task.FromResult(_clock.GetUtcNow());

    public override Task AdvanceAsync(TimeSpan by) => Database.ExecuteAsync(string.Join(';', Instants.Select(
        table => $"UPDATE {table.Table} SET {string.Join(", ", table.Columns.Select(column => $"{column} = {column} - {(long)by.TotalMicroseconds}"))}")));

    /// <summary>Lets days pass for what is kept by days.</summary>
    public Task PassDaysAsync(int days) => Database.ExecuteAsync($"UPDATE email_message SET retain_day = retain_day - {days}; UPDATE email_blob SET retain_day = retain_day - {days}");

    public override Task SetTenantAsync(TenantId tenant, bool paused = false, int weight = 1) => Database.ExecuteAsync(
        $"INSERT OR REPLACE INTO email_tenant (tenant_id, paused_at, weight) VALUES ('{tenant}', {(paused ? "1" : "NULL")}, {weight})");

    public override async Task<IReadOnlyList<object?[]>> QueryAsync(string sql)
    {
        await using var connection = Database.Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }

    public override ValueTask DisposeAsync() => Database.DisposeAsync();
}
