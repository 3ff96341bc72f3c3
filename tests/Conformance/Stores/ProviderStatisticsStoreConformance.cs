using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IProviderStatisticsStore"/> counts, and what it leaves out.</summary>
public abstract class ProviderStatisticsStoreConformance
{
    private static readonly DateTimeOffset Later = Rows.At.AddMicroseconds(1);

    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task An_empty_store_has_nothing_to_count()
    {
        await using var database = await CreateAsync();

        Assert.Empty(await database.Statistics.CountEnabledAsync(ProviderRow.EmailChannel));
    }

    [Fact]
    public async Task All_tenants_enabled_rows_are_counted_by_provider()
    {
        await using var database = await CreateAsync();
        for (var i = 0; i < 3; i++) await database.Store.AddAsync(Rows.Serving(new TenantId($"tenant-{i}")));
        await database.Store.AddAsync(Rows.Serving() with { Provider = "sendgrid" });
        await database.Store.AddAsync(Rows.Serving() with { Enabled = false });
        await database.Store.AddAsync(Rows.Serving() with { Provider = "other", Enabled = false });

        Assert.Equal([new("sendgrid", 1, 0, 0), new("smtp", 3, 0, 0)], await database.Statistics.CountEnabledAsync(ProviderRow.EmailChannel));
        Assert.Empty(await database.Statistics.CountEnabledAsync("sms"));
    }

    [Fact]
    public async Task A_row_fails_from_an_error_behind_its_verification_on()
    {
        await using var database = await CreateAsync();
        var serving = Rows.Serving();
        await database.Store.AddAsync(serving);
        await database.Store.AddAsync(Rows.Serving() with { LastError = "earlier", LastErrorAt = Rows.At.AddMicroseconds(-1) });
        await database.Store.AddAsync(Rows.Serving() with { LastError = "at the same moment", LastErrorAt = Rows.At });
        Assert.Equal(0, (await CountAsync(database)).Failing);

        Assert.True(await database.Store.SetLastErrorAsync(serving.Tenant, serving.Id, serving.Version, "later", Later));
        Assert.Equal(new ProviderStatistics("smtp", 3, 0, 1), await CountAsync(database));

        Assert.True(await database.Store.ClearLastErrorAsync(serving.Tenant, serving.Id, Later));
        Assert.Equal(new ProviderStatistics("smtp", 3, 0, 0), await CountAsync(database));
    }

    [Fact]
    public async Task A_row_that_was_never_verified_is_not_a_failing_one_whatever_its_last_test_said()
    {
        await using var database = await CreateAsync();
        await database.Store.AddAsync(Rows.Serving() with { VerifiedAt = null });
        await database.Store.AddAsync(Rows.Serving() with { VerifiedAt = null, LastError = "refused", LastErrorAt = Later });

        Assert.Equal(new ProviderStatistics("smtp", 2, 2, 0), await CountAsync(database));
    }

    [Fact]
    public async Task An_error_beside_pending_settings_may_be_that_of_their_test_and_is_not_counted()
    {
        await using var database = await CreateAsync();
        await database.Store.AddAsync(Rows.Serving() with { PendingConfig = Rows.Bytes(3, 1), LastError = "refused", LastErrorAt = Later });

        Assert.Equal(new ProviderStatistics("smtp", 1, 0, 0), await CountAsync(database));
    }

    [Fact]
    public async Task A_store_that_is_not_migrated_says_so()
    {
        await using var database = await CreateAsync(migrated: false);

        var failed = await Assert.ThrowsAsync<StoreException>(() => database.Statistics.CountEnabledAsync(ProviderRow.EmailChannel));

        Assert.Equal(StoreFailure.NotMigrated, failed.Failure);
    }

    private static async Task<ProviderStatistics> CountAsync(StoreUnderTest database) => Assert.Single(await database.Statistics.CountEnabledAsync(ProviderRow.EmailChannel));
}
