using System.Text.RegularExpressions;
using Dapper;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteFileTests
{
    [Fact]
    public async Task File_is_made_by_the_migrator_and_never_by_a_read()
    {
        await using var database = await SqliteUnderTest.CreateAsync(migrated: false);

        await Assert.ThrowsAsync<StoreException>(() => database.Store.ListAsync(Rows.Acme, ProviderRow.EmailChannel));
        await Assert.ThrowsAsync<StoreException>(() => database.Store.AddAsync(Rows.Serving()));
        await database.Migrator.GetStateAsync();
        Assert.Empty(Directory.GetFileSystemEntries(database.Folder));

        await database.Migrator.MigrateAsync();
        Assert.True(File.Exists(database.File));
    }

    [Fact]
    public async Task Empty_file_is_a_database_that_is_not_migrated()
    {
        await using var database = await SqliteUnderTest.CreateAsync(migrated: false);
        await File.WriteAllBytesAsync(database.File, []);

        var error = await Assert.ThrowsAsync<StoreException>(() => database.Store.FindAsync(Rows.Acme, Guid.NewGuid()));

        Assert.Equal(StoreFailure.NotMigrated, error.Failure);
        Assert.NotEmpty(await database.Migrator.MigrateAsync());
    }

    [Fact]
    public async Task File_that_is_no_database_is_unavailable_and_stays_as_it_is()
    {
        await using var database = await SqliteUnderTest.CreateAsync(migrated: false);
        var text = string.Concat(Enumerable.Repeat("This is a letter and no database. ", 200));
        await File.WriteAllTextAsync(database.File, text);

        await AssertUnavailableAsync(database, "is not a SQLite database");

        Assert.Equal(text, await File.ReadAllTextAsync(database.File));
    }

    [Fact]
    public async Task Directory_in_the_files_place_is_unavailable()
    {
        await using var database = await SqliteUnderTest.CreateAsync(migrated: false);
        Directory.CreateDirectory(database.File);

        await AssertUnavailableAsync(database, "it is a directory");
    }

    [Fact]
    public async Task Missing_directory_is_unavailable_and_is_not_made()
    {
        await using var database = await SqliteUnderTest.CreateAsync(migrated: false);
        Directory.Delete(database.Folder);

        await AssertUnavailableAsync(database, "its directory does not exist");

        Assert.False(Directory.Exists(database.Folder));
        Directory.CreateDirectory(database.Folder);
    }

    [Fact]
    public async Task Migrated_file_has_a_write_ahead_log_and_strict_tables()
    {
        await using var database = await SqliteUnderTest.CreateAsync();

        Assert.Equal("wal", await database.ExecuteAsync("PRAGMA journal_mode"));
        Assert.Contains("STRICT", (string?)await database.ExecuteAsync("SELECT sql FROM sqlite_schema WHERE name = 'notification_providers'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writer_waits_for_another_one_to_finish()
    {
        await using var database = await SqliteUnderTest.CreateAsync();
        await using var other = database.Connect();
        await using var transaction = other.BeginTransaction(deferred: false);
        await other.ExecuteAsync("UPDATE notification_providers SET priority = 0", transaction: transaction);
        var row = Rows.Serving();
        using var started = new SemaphoreSlim(0);

        var writing = Task.Run(async () =>
        {
            started.Release();
            await database.Store.AddAsync(row);
        });
        await started.WaitAsync();
        Assert.Empty(await database.Store.ListAsync(row.Tenant, row.Channel));
        await transaction.CommitAsync();
        await writing;

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Writer_that_waits_longer_than_the_busy_timeout_says_so()
    {
        await using var database = await SqliteUnderTest.CreateAsync();
        await using var other = database.Connect();
        await using var transaction = other.BeginTransaction(deferred: false);
        var impatient = database.Open(o => o.BusyTimeout = TimeSpan.FromMilliseconds(1)).GetRequiredService<IProviderStore>();

        var error = await Assert.ThrowsAsync<StoreException>(() => impatient.AddAsync(Rows.Serving()));

        Assert.Equal(StoreFailure.Unavailable, error.Failure);
        Assert.True(error.IsTransient);
        Assert.Contains("another writer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrator_that_waits_for_another_process_can_be_cancelled()
    {
        await using var database = await SqliteUnderTest.CreateAsync(migrated: false);
        await using var other = database.Connect();
        await using var transaction = other.BeginTransaction(deferred: false);
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => database.Migrator.MigrateAsync(impatience.Token)));
    }

    [Fact]
    public async Task Two_stores_on_one_file_write_at_once_and_lose_nothing()
    {
        await using var database = await SqliteUnderTest.CreateAsync();
        IProviderStore[] stores = [database.Store, database.Open().GetRequiredService<IProviderStore>()];

        await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++) await store.AddAsync(Rows.Serving());
        })));

        Assert.Equal(100, (await database.Store.ListAsync(Rows.Acme, ProviderRow.EmailChannel)).Count);
    }

    [Fact]
    public async Task A_tenants_rows_are_read_by_their_index_in_order()
    {
        await using var database = await SqliteUnderTest.CreateAsync();
        await using var connection = database.Connect();
        var sql = SqliteSql("Tenancy.ListProviders");

        var plan = string.Join('\n', (await connection.QueryAsync("EXPLAIN QUERY PLAN " + sql, new { tenant = "acme", channel = "email" })).Select(row => (string)row.detail));

        Assert.Contains("USING INDEX notification_providers_by_priority", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_delivery_reads_a_whole_table()
    {
        await using var database = await SqliteUnderTest.CreateAsync();
        await using var connection = database.Connect();
        foreach (var (name, index) in ((string, string)[])[
            ("Events.FindEvents", "email_event_by_message"), ("Events.FindStatuses", "sqlite_autoindex_email_recipient_1"), ("Events.FindByWebhookToken", "notification_providers_by_webhook_token"),
            ("Events.PruneEvents", "email_event_by_age"), ("Events.PruneStatuses", "email_recipient_by_age"), ("Suppressing.FindSuppressions", "sqlite_autoindex_email_suppression_1 (tenant_id=? AND address=?)"),
            ("Suppressing.ListSuppressions", "sqlite_autoindex_email_suppression_1 (tenant_id=? AND (address,reason)>(?,?) AND address<?)"), ("Suppressing.PruneSuppressions", "email_suppression_by_end"),
            ("EraseEvents", "email_event_by_recipient (tenant_id=? AND recipient=?)"), ("EraseStatuses", "email_recipient_by_recipient (tenant_id=? AND recipient=?)")])
        {
            var statement = SqliteSql($"Tenancy.{name}");
            var parameters = new DynamicParameters();
            foreach (var parameter in Regex.Matches(statement, "@[a-z_]+").Select(match => match.Value).Distinct()) parameters.Add(parameter, parameter is "@addresses" or "@spellings" ? "[]" : 1);

            var plan = string.Join('\n', (await connection.QueryAsync("EXPLAIN QUERY PLAN " + statement, parameters)).Select(row => (string)row.detail));

            Assert.True(plan.Contains(index, StringComparison.Ordinal), $"{name}: {plan}");
            Assert.DoesNotMatch("SCAN (email|notification)_[a-z]+$|SCAN (email|notification)_[a-z]+\n", plan);
        }
    }

    private static string SqliteSql(string name)
    {
        using var stream = typeof(SqliteStoreOptions).Assembly.GetManifestResourceStream($"Leadmetrics.Notifications.Sqlite.{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task AssertUnavailableAsync(SqliteUnderTest database, string why)
    {
        await Assert.AllAsync(
            (Func<Task>[])[
                () => database.Store.ListAsync(Rows.Acme, ProviderRow.EmailChannel),
                () => database.Store.AddAsync(Rows.Serving()),
                () => database.Events.AddAsync(Deliveries.Plain()),
                () => database.Events.FindAsync(Rows.Acme, Deliveries.MessageId),
                () => database.Suppressions.SetAsync(Deliveries.Entry()),
                () => database.WebhookTokens.FindByWebhookTokenAsync(new byte[32]),
                () => database.Migrator.GetStateAsync(),
                () => database.Migrator.MigrateAsync()],
            async call =>
            {
                var error = await Assert.ThrowsAsync<StoreException>(call);
                Assert.Equal(StoreFailure.Unavailable, error.Failure);
                Assert.Contains(why, error.Message, StringComparison.Ordinal);
                Assert.Contains(database.File, error.Message, StringComparison.Ordinal);
            });
    }
}
