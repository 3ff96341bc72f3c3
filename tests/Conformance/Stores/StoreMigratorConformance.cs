using Leadmetrics.Notifications.Tenancy;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IStoreMigrator"/> does and refuses.</summary>
public abstract class StoreMigratorConformance
{
    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task Fresh_database_gets_every_migration_in_order()
    {
        await using var database = await CreateAsync(migrated: false);
        var before = await database.Migrator.GetStateAsync();

        var applied = await database.Migrator.MigrateAsync();

        Assert.All(before, state => Assert.Null(state.AppliedAt));
        Assert.Equal(Enumerable.Range(1, before.Count), before.Select(s => s.Version));
        Assert.Equal("notification_providers", before[0].Name);
        Assert.Equal(before.Select(s => (s.Version, s.Name)), applied.Select(s => (s.Version, s.Name)));
        Assert.All(applied, state => Assert.NotNull(state.AppliedAt));
        Assert.Equal(applied, await database.Migrator.GetStateAsync());
        await database.Store.AddAsync(Rows.Serving());
    }

    [Fact]
    public async Task Looking_at_the_state_changes_nothing()
    {
        await using var database = await CreateAsync(migrated: false);

        await database.Migrator.GetStateAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => database.Store.AddAsync(Rows.Serving()));
        Assert.Equal(StoreFailure.NotMigrated, error.Failure);
    }

    [Fact]
    public async Task Second_time_applies_nothing_and_keeps_the_rows()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);

        Assert.Empty(await database.Migrator.MigrateAsync());
        Assert.Empty(await database.OpenMigrator().MigrateAsync());

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Of_eight_processes_at_once_one_applies_each_migration_and_all_find_it_applied()
    {
        await using var database = await CreateAsync(migrated: false);
        var migrators = Enumerable.Range(0, 8).Select(_ => database.OpenMigrator()).ToArray();
        using var start = new Barrier(migrators.Length);

        var applied = await Task.WhenAll(migrators.Select(migrator => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return migrator.MigrateAsync();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        var state = await database.Migrator.GetStateAsync();
        Assert.All(state, s => Assert.NotNull(s.AppliedAt));
        Assert.Equal(state, applied.SelectMany(s => s).OrderBy(s => s.Version));
    }

    [Fact]
    public async Task Migration_that_is_not_the_one_known_stops_everything()
    {
        await using var database = await CreateAsync();
        await database.ForgeChecksumAsync(1);

        var error = await Assert.ThrowsAsync<StoreException>(() => database.Migrator.MigrateAsync());

        Assert.Equal(StoreFailure.ChecksumMismatch, error.Failure);
        Assert.Contains("notification_providers", error.Message, StringComparison.Ordinal);
        Assert.Contains(database.Migrator.Description.Split(' ')[1], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Later_migration_that_asks_nothing_of_this_version_is_fine()
    {
        await using var database = await CreateAsync();
        await database.AddLaterMigrationAsync(99, "later", requires: 1);

        Assert.Empty(await database.Migrator.MigrateAsync());

        var last = (await database.Migrator.GetStateAsync())[^1];
        Assert.Equal((99, "later"), (last.Version, last.Name));
        Assert.NotNull(last.AppliedAt);
        await database.Store.AddAsync(Rows.Serving());
    }

    [Fact]
    public async Task Later_migration_that_asks_for_more_than_this_version_knows_is_refused()
    {
        await using var database = await CreateAsync();
        await database.AddLaterMigrationAsync(99, "contraction", requires: 99);

        var error = await Assert.ThrowsAsync<StoreException>(() => database.Migrator.MigrateAsync());

        Assert.Equal(StoreFailure.TooNew, error.Failure);
        Assert.Contains("99 contraction", error.Message, StringComparison.Ordinal);
        Assert.Contains(database.Migrator.Description.Split(' ')[1], error.Message, StringComparison.Ordinal);
    }
}
