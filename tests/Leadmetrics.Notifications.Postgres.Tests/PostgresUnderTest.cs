using System.Security.Cryptography;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>A schema of the test's own.</summary>
internal sealed class PostgresUnderTest : StoreUnderTest
{
    private readonly List<ServiceProvider> _containers = [];

    private PostgresUnderTest(string connectionString)
    {
        // Many pools on one server: small ones, that let go of what they do not use.
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 10 }.ToString();
        Admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
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

    public string Schema { get; } = "lmn_" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    public string ConnectionString { get; }

    /// <summary>The test's own way to the database.</summary>
    public NpgsqlDataSource Admin { get; }

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

    public static async Task<PostgresUnderTest> CreateAsync(PeerFixture<PostgresPeer> postgres, bool migrated = true) => await CreateAsync(await postgres.GetAsync(), migrated);

    public static async Task<PostgresUnderTest> CreateAsync(PostgresPeer postgres, bool migrated = true)
    {
        var database = new PostgresUnderTest(postgres.ConnectionString);
        if (migrated) await database.Migrator.MigrateAsync();
        return database;
    }

    /// <summary>Another host of the same schema.</summary>
    public ServiceProvider Open(Action<NpgsqlConnectionStringBuilder>? change = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(ConnectionString);
        change?.Invoke(connection);
        var services = Registration.Build(builder => builder.UsePostgres(connection.ToString(), o => o.Schema = Schema));
        _containers.Add(services);
        return services;
    }

    public override IStoreMigrator OpenMigrator() => Open().GetRequiredService<IStoreMigrator>();

    public override Task ForgeChecksumAsync(int version) =>
        ExecuteAsync($"UPDATE {Schema}.schema_migration SET checksum = 'forged' WHERE version = {version}");

    public override Task AddLaterMigrationAsync(int version, string name, int requires) =>
        ExecuteAsync($"INSERT INTO {Schema}.schema_migration (version, name, checksum, requires) VALUES ({version}, '{name}', 'x', {requires})");

    // A partition's rows are counted with its table's.
    public override async Task<IReadOnlyList<string>> TenantTablesAsync() => ((string)(await ExecuteAsync(
        $"SELECT string_agg(c.relname, ' ') FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = '{Schema}'::regnamespace AND a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"))!).Split(' ');

    public override async Task<long> CountAsync(string table, string tenant) => (long)(await ExecuteAsync($"SELECT count(*) FROM {Schema}.{table} WHERE tenant_id = '{tenant}'"))!;

    public override Task SetOAuthStateAsync(TenantId tenant, Guid id, byte[]? state) =>
        ExecuteAsync($"UPDATE {Schema}.notification_providers SET oauth_state = {(state is null ? "NULL" : $"'\\x{Convert.ToHexString(state)}'")} WHERE tenant_id = '{tenant}' AND id = '{id}'");

    public override Task KeepEventAsync(string eventId) => ExecuteAsync(
        $"""
         CREATE FUNCTION {Schema}.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''kept''; END';
         CREATE TRIGGER keep BEFORE DELETE ON {Schema}.email_event FOR EACH ROW WHEN (old.event_id = '{eventId}') EXECUTE FUNCTION {Schema}.keep()
         """);

    public override Task LetGoAsync() => ExecuteAsync($"DROP FUNCTION {Schema}.keep CASCADE");

    public override Task ForbidRemovalAsync(string table, string condition) => ExecuteAsync(
        $"""
         CREATE FUNCTION {Schema}.forbid_{table}() RETURNS trigger LANGUAGE plpgsql SET search_path = {Schema} AS $$
         BEGIN
             IF {condition} THEN RAISE EXCEPTION 'forbidden'; END IF;
             RETURN old;
         END $$;
         CREATE TRIGGER forbid BEFORE DELETE ON {Schema}.{table} FOR EACH ROW EXECUTE FUNCTION {Schema}.forbid_{table}()
         """);

    public override async Task<int> FillQueueAsync(TenantId tenant)
    {
        foreach (var statement in (string[])[
            "INSERT INTO {0}.email_message SELECT '{1}', gen_random_uuid(), current_date + n, 'm' || n, 0, now(), now(), 'abcdef', 'x' FROM generate_series(1, 5) AS n",
            "INSERT INTO {0}.email_job SELECT tenant_id, id, retain_day, 0, 0, now(), now(), 0, 0, 0, NULL, NULL, 0, 0 FROM {0}.email_message WHERE tenant_id = '{1}' LIMIT 3",
            "INSERT INTO {0}.email_attempt (tenant_id, mail_id, at, fence, worker, outcome, duration_ms) SELECT tenant_id, id, now(), 1, 'w1', 0, 0 FROM {0}.email_message WHERE tenant_id = '{1}'",
            "INSERT INTO {0}.email_dead SELECT tenant_id, id, retain_day, 0, now(), 0, 1, 1, 0 FROM {0}.email_message WHERE tenant_id = '{1}' LIMIT 1",
            "INSERT INTO {0}.email_idempotency SELECT '{1}', 'k', gen_random_uuid(), sha256('x'), now()",
            "INSERT INTO {0}.email_blob SELECT '{1}', sha256('x'), 0, 1, current_date, 'x'",
            "INSERT INTO {0}.email_tenant SELECT '{1}', NULL, 2",
            "INSERT INTO {0}.email_breaker SELECT '{1}', 'platform', 0, 1, 0, NULL, NULL, now()",
            "INSERT INTO {0}.email_tally SELECT '{1}', now(), 0, 1, 1, 1"])
        {
            await ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, statement, Schema, tenant));
        }

        return 5;
    }

    /// <summary>Runs SQL on a connection of its own and answers the first value.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var command = Admin.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var container in _containers) await container.DisposeAsync();
        await ExecuteAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE");
        await Admin.DisposeAsync();
    }
}
