using System.Data;
using Dapper;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresSchemaTests(PeerFixture<PostgresPeer> postgres)
{
    [Fact]
    public async Task Schemas_that_differ_by_case_or_are_words_of_SQL_are_databases_apart()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres, migrated: false);
        string[] schemas = [database.Schema + "_select", database.Schema + "_SELECT"];
        foreach (var schema in schemas)
        {
            await using var services = Registration.Build(builder => builder.UsePostgres(database.ConnectionString, o => o.Schema = schema));
            Assert.NotEmpty(await services.GetRequiredService<IStoreMigrator>().MigrateAsync());
            Assert.Empty(await services.GetRequiredService<IProviderStore>().ListAsync(Rows.Acme, ProviderRow.EmailChannel));
            await services.GetRequiredService<IProviderStore>().AddAsync(Rows.Serving());
        }

        foreach (var schema in schemas) await database.ExecuteAsync($"DROP SCHEMA \"{schema}\" CASCADE");
    }

    [Fact]
    public async Task User_without_rights_to_change_tables_starts_on_a_migrated_database()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var user = database.Schema + "_app";
        await database.ExecuteAsync(
            $"CREATE ROLE {user} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA {database.Schema} TO {user}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {database.Schema} TO {user}");
        try
        {
            var services = database.Open(c => (c.Username, c.Password) = (user, "x"));

            Assert.Empty(await services.GetRequiredService<IStoreMigrator>().MigrateAsync());
            await services.GetRequiredService<IProviderStore>().AddAsync(Rows.Serving());

            await database.ExecuteAsync($"REVOKE ALL ON ALL TABLES IN SCHEMA {database.Schema} FROM {user}");
            var error = await Assert.ThrowsAsync<StoreException>(() => services.GetRequiredService<IProviderStore>().AddAsync(Rows.Serving()));
            Assert.Equal(StoreFailure.Unavailable, error.Failure);
            Assert.Contains("lacks a right", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [Fact]
    public async Task User_that_owns_the_schema_alone_can_migrate_it()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres, migrated: false);
        var user = database.Schema + "_owner";
        await database.ExecuteAsync($"CREATE ROLE {user} LOGIN PASSWORD 'x'; CREATE SCHEMA {database.Schema} AUTHORIZATION {user}");
        try
        {
            var services = database.Open(c => (c.Username, c.Password) = (user, "x"));

            Assert.NotEmpty(await services.GetRequiredService<IStoreMigrator>().MigrateAsync());
            await services.GetRequiredService<IProviderStore>().AddAsync(Rows.Serving());
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [Fact]
    public async Task Migrator_waits_for_another_one_whatever_the_users_time_limits_are_and_can_be_cancelled()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres, migrated: false);
        await using var other = await database.Admin.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"SELECT pg_advisory_xact_lock(hashtextextended('leadmetrics.notifications/{database.Schema}', 0))", other, transaction);
        await hold.ExecuteNonQueryAsync();
        var migrator = database.Open(c => c.Options = "-c lock_timeout=1 -c statement_timeout=1000 -c default_transaction_isolation=serializable")
            .GetRequiredService<IStoreMigrator>();
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.OpenMigrator().MigrateAsync(impatience.Token));

        var migrating = migrator.MigrateAsync();
        while (!migrating.IsCompleted && (long)(await database.ExecuteAsync($"SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND NOT granted AND query LIKE '%pg_advisory_xact_lock%'"))! == 0)
        {
            // The migrator does not wait for the lock yet.
        }

        // Longer than the user's limit, which is long enough for the statement that lifts it.
        await database.ExecuteAsync("SELECT pg_sleep(1.2)");
        Assert.False(migrating.IsCompleted, migrating.Exception?.ToString());
        await transaction.CommitAsync();
        Assert.NotEmpty(await migrating);
    }

    [Fact]
    public async Task A_tenants_rows_are_read_by_their_index_in_order()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await FillAsync(database, tenants: 10_000);
        await using var connection = await database.Admin.OpenConnectionAsync();

        var plan = string.Join('\n', await connection.QueryAsync<string>(
            "EXPLAIN " + Statement("Tenancy.ListProviders", database.Schema), new { tenant = "tenant-777", channel = "email" }));

        Assert.Contains("Index Scan using notification_providers_by_priority", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_own_type_handlers_for_Dapper_change_nothing_here()
    {
        // Registered for the whole process, as a host's are: every other test of this assembly runs beside them.
        SqlMapper.AddTypeHandler(new Refusing<Guid>());
        SqlMapper.AddTypeHandler(new Refusing<DateTime>());
        SqlMapper.AddTypeHandler(new Refusing<DateTimeOffset>());
        SqlMapper.AddTypeHandler(new Refusing<byte[]>());
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var row = Rows.Full();

        await database.Store.AddAsync(row);

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    private static async Task FillAsync(PostgresUnderTest database, int tenants) => await database.ExecuteAsync(
        $"""
         INSERT INTO {database.Schema}.notification_providers (tenant_id, id, channel, provider, config, config_key_id, priority, enabled, version, verified_at, created_at, updated_at)
         SELECT 'tenant-' || t, gen_random_uuid(), 'email', 'smtp', decode(repeat('ab', 600), 'hex'), 'k1', p, p < 2, 1, now(), now(), now()
         FROM generate_series(1, {tenants}) AS t, generate_series(0, 2) AS p;
         ANALYZE {database.Schema}.notification_providers
         """);

    private static string Statement(string name, string schema)
    {
        using var stream = typeof(PostgresStoreOptions).Assembly.GetManifestResourceStream($"Leadmetrics.Notifications.Postgres.{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{schema}", schema, StringComparison.Ordinal);
    }

    private sealed class Refusing<T> : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value) => throw new NotSupportedException("The host's handler was asked.");

        public override T Parse(object value) => throw new NotSupportedException("The host's handler was asked.");
    }
}
