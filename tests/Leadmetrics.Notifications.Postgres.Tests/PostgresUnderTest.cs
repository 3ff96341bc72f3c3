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

    public override async Task<IReadOnlyList<string>> TenantTablesAsync() => ((string)(await ExecuteAsync(
        $"SELECT string_agg(c.table_name, ' ') FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) WHERE c.table_schema = '{Schema}' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE'"))!).Split(' ');

    public override async Task<long> CountAsync(string table, string tenant) => (long)(await ExecuteAsync($"SELECT count(*) FROM {Schema}.{table} WHERE tenant_id = '{tenant}'"))!;

    public override Task SetOAuthStateAsync(TenantId tenant, Guid id, byte[]? state) =>
        ExecuteAsync($"UPDATE {Schema}.notification_providers SET oauth_state = {(state is null ? "NULL" : $"'\\x{Convert.ToHexString(state)}'")} WHERE tenant_id = '{tenant}' AND id = '{id}'");

    public override Task KeepEventAsync(string eventId) => ExecuteAsync(
        $"""
         CREATE FUNCTION {Schema}.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''kept''; END';
         CREATE TRIGGER keep BEFORE DELETE ON {Schema}.email_event FOR EACH ROW WHEN (old.event_id = '{eventId}') EXECUTE FUNCTION {Schema}.keep()
         """);

    public override Task LetGoAsync() => ExecuteAsync($"DROP FUNCTION {Schema}.keep CASCADE");

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
