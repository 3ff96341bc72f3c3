using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>A file in a folder of the test's own.</summary>
internal sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly List<ServiceProvider> _containers = [];

    private SqliteUnderTest()
    {
        Folder = Directory.CreateTempSubdirectory("lmn-sqlite-").FullName;
        File = Path.Combine(Folder, "notifications.db");
        var services = Open();
        Store = services.GetRequiredService<IProviderStore>();
        Rotation = services.GetRequiredService<IRotationStore>();
        Statistics = services.GetRequiredService<IProviderStatisticsStore>();
        OAuthStates = services.GetRequiredService<IOAuthStateStore>();
        Migrator = services.GetRequiredService<IStoreMigrator>();
        Budgets = services.GetRequiredService<IBudgetStore>();
        Erasure = services.GetRequiredService<IErasureStore>();
        Events = services.GetRequiredService<IDeliveryEventStore>();
        WebhookTokens = services.GetRequiredService<IWebhookTokenStore>();
        Suppressions = services.GetRequiredService<ISuppressionStore>();
    }

    public string Folder { get; }

    public string File { get; }

    public override IProviderStore Store { get; }

    public override IRotationStore Rotation { get; }

    public override IProviderStatisticsStore Statistics { get; }

    public override IOAuthStateStore OAuthStates { get; }

    public override IStoreMigrator Migrator { get; }

    public override IBudgetStore Budgets { get; }

    public override IErasureStore Erasure { get; }

    public override IDeliveryEventStore Events { get; }

    public override IWebhookTokenStore WebhookTokens { get; }

    public override ISuppressionStore Suppressions { get; }

    public static async Task<SqliteUnderTest> CreateAsync(bool migrated = true)
    {
        var database = new SqliteUnderTest();
        if (migrated) await database.Migrator.MigrateAsync();
        return database;
    }

    public ServiceProvider Open(Action<SqliteStoreOptions>? configure = null, Action<IServiceCollection>? register = null)
    {
        var services = Registration.Build(builder =>
        {
            builder.UseSqlite(File, configure);
            register?.Invoke(builder.Services);
        });
        _containers.Add(services);
        return services;
    }

    public override IStoreMigrator OpenMigrator() => Open().GetRequiredService<IStoreMigrator>();

    public override Task ForgeChecksumAsync(int version) => ExecuteAsync($"UPDATE schema_migration SET checksum = 'forged' WHERE version = {version}");

    public override Task AddLaterMigrationAsync(int version, string name, int requires) =>
        ExecuteAsync($"INSERT INTO schema_migration (version, name, checksum, requires, applied_at) VALUES ({version}, '{name}', 'x', {requires}, 0)");

    public override async Task<IReadOnlyList<string>> TenantTablesAsync() => ((string)(await ExecuteAsync(
        "SELECT group_concat(t.name, ' ') FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table' AND c.name = 'tenant_id'"))!).Split(' ');

    public override async Task<long> CountAsync(string table, string tenant) => (long)(await ExecuteAsync($"SELECT count(*) FROM {table} WHERE tenant_id = '{tenant}'"))!;

    public override Task SetOAuthStateAsync(TenantId tenant, Guid id, byte[]? state) =>
        ExecuteAsync($"UPDATE notification_providers SET oauth_state = {(state is null ? "NULL" : $"x'{Convert.ToHexString(state)}'")} WHERE tenant_id = '{tenant}' AND id = '{id}'");

    public override Task KeepEventAsync(string eventId) =>
        ExecuteAsync($"CREATE TRIGGER keep BEFORE DELETE ON email_event WHEN old.event_id = '{eventId}' BEGIN SELECT raise(ABORT, 'kept'); END");

    public override Task LetGoAsync() => ExecuteAsync("DROP TRIGGER keep");

    public override Task ForbidRemovalAsync(string table, string condition) =>
        ExecuteAsync($"CREATE TRIGGER forbid_{table} BEFORE DELETE ON {table} WHEN {condition} BEGIN SELECT raise(ABORT, 'forbidden'); END");

    public override async Task<int> FillQueueAsync(TenantId tenant)
    {
        foreach (var statement in (string[])[
            "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5) INSERT INTO email_message SELECT '{0}', printf('00000000-0000-4000-8000-%012d', n), n, 'm' || n, 0, 0, 0, x'616263646566', x'78' FROM n",
            "INSERT INTO email_job SELECT tenant_id, id, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, 0, NULL, NULL FROM email_message WHERE tenant_id = '{0}' LIMIT 3",
            "INSERT INTO email_attempt (tenant_id, mail_id, at, fence, worker, outcome, duration_ms) SELECT tenant_id, id, 0, 1, 'w1', 0, 0 FROM email_message WHERE tenant_id = '{0}'",
            "INSERT INTO email_dead SELECT tenant_id, id, 0, 0, 0, 1, 1, 0, NULL, NULL, NULL, NULL FROM email_message WHERE tenant_id = '{0}' LIMIT 1",
            "INSERT INTO email_idempotency SELECT '{0}', 'k', '00000000-0000-4000-8000-000000000001', randomblob(32), 0",
            "INSERT INTO email_blob SELECT '{0}', randomblob(32), 0, 1, 0, x'78'",
            "INSERT INTO email_tenant SELECT '{0}', NULL, 2",
            "INSERT INTO email_breaker SELECT '{0}', 'platform', 0, 1, 0, NULL, NULL, 0, NULL",
            "INSERT INTO email_tally SELECT '{0}', 0, 1, 1, 1"])
        {
            await ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, statement, tenant));
        }

        return 5;
    }

    /// <summary>Runs SQL on a connection of its own and answers the first value.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var container in _containers) await container.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
