using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Which row every <see cref="IWebhookTokenStore"/> finds, and that a token leads to one alone.</summary>
public abstract class WebhookTokenStoreConformance
{
    private static readonly TenantId Globex = new("globex");

    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task Row_is_found_by_its_token_whosever_it_is_enabled_and_verified_or_not()
    {
        await using var database = await CreateAsync();
        var (off, unverified) = (Rows.Full(), Rows.Full(Globex) with { Enabled = true, VerifiedAt = null });
        foreach (var row in (ProviderRow[])[off, unverified, Rows.Serving(), Rows.Serving(Globex)]) await database.Store.AddAsync(row);

        Rows.AssertEqual(off, await FindAsync(database, off));
        Rows.AssertEqual(unverified, await FindAsync(database, unverified));
        Assert.Null(await database.WebhookTokens.FindByWebhookTokenAsync(new byte[32]));
        Assert.Null(await database.WebhookTokens.FindByWebhookTokenAsync(Array.Empty<byte>()));
        Assert.Null(await database.WebhookTokens.FindByWebhookTokenAsync(off.WebhookTokenHash!.Value[..31]));
    }

    [Fact]
    public async Task New_token_leads_to_the_row_and_the_old_one_nowhere()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);
        var edited = row with { Version = 2, WebhookTokenHash = Rows.Bytes(32, 5) };

        Assert.True(await database.Store.TryUpdateAsync(edited));

        Assert.Null(await FindAsync(database, row));
        Rows.AssertEqual(edited, await FindAsync(database, edited));
        Assert.True(await database.Store.TryUpdateAsync(edited with { Version = 3, WebhookTokenHash = null }));
        Assert.Null(await FindAsync(database, edited));
        await database.Store.AddAsync(Rows.Full(Globex) with { WebhookTokenHash = edited.WebhookTokenHash });
        Assert.Equal(Globex, (await FindAsync(database, edited))!.Tenant);
    }

    [Fact]
    public async Task Removed_row_is_found_no_more()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);

        Assert.True(await database.Store.RemoveAsync(row.Tenant, row.Id));

        Assert.Null(await FindAsync(database, row));
    }

    [Fact]
    public async Task Token_that_another_row_has_is_a_conflict_and_nothing_is_written()
    {
        await using var database = await CreateAsync();
        var (row, other) = (Rows.Full(), Rows.Full(Globex));
        await database.Store.AddAsync(row);
        await database.Store.AddAsync(other);
        var stolen = other with { Version = 2, WebhookTokenHash = row.WebhookTokenHash };

        foreach (var call in (Func<Task>[])[() => database.Store.AddAsync(Rows.Serving() with { WebhookTokenHash = row.WebhookTokenHash }), () => database.Store.TryUpdateAsync(stolen)])
        {
            var error = await Assert.ThrowsAsync<StoreException>(call);
            Assert.Equal((StoreFailure.Conflict, false), (error.Failure, error.IsTransient));
        }

        Rows.AssertEqual(row, await FindAsync(database, row));
        Rows.AssertEqual(other, await FindAsync(database, other));
        Assert.Single(await database.Store.ListAsync(Rows.Acme, ProviderRow.EmailChannel));
    }

    [Fact]
    public async Task Database_that_is_not_migrated_says_so()
    {
        await using var database = await CreateAsync(migrated: false);

        Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(() => database.WebhookTokens.FindByWebhookTokenAsync(new byte[32]))).Failure);
    }

    [Fact]
    public async Task Cancelled_call_ends_as_cancelled()
    {
        await using var database = await CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.WebhookTokens.FindByWebhookTokenAsync(new byte[32], cancelled.Token));
    }

    private static Task<ProviderRow?> FindAsync(StoreUnderTest database, ProviderRow row) => database.WebhookTokens.FindByWebhookTokenAsync(row.WebhookTokenHash!.Value);
}
