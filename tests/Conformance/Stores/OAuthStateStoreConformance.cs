using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IOAuthStateStore"/> keeps, and who may replace it.</summary>
public abstract class OAuthStateStoreConformance
{
    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(64 * 1024)]
    public async Task What_replaced_nothing_is_loaded_and_replaced_again(int size)
    {
        await using var database = await CreateAsync();
        var row = await AddAsync(database);
        Assert.Null(await database.OAuthStates.LoadAsync(row.Tenant, row.Id));

        Assert.True(await database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, null, Rows.Bytes(size, 1)));

        var first = await database.OAuthStates.LoadAsync(row.Tenant, row.Id);
        Assert.Equal(Rows.Bytes(size, 1), first!.Value.ToArray());
        Assert.True(await database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, first, Rows.Bytes(size, 2)));
        Assert.Equal(Rows.Bytes(size, 2), (await database.OAuthStates.LoadAsync(row.Tenant, row.Id))!.Value.ToArray());
        Assert.Equal(Rows.Bytes(size, 2), (await database.Store.FindAsync(row.Tenant, row.Id))!.OAuthState!.Value.ToArray());
    }

    [Fact]
    public async Task Where_something_else_stands_nothing_is_written()
    {
        await using var database = await CreateAsync();
        var row = await AddAsync(database);
        Assert.False(await database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, Rows.Bytes(3, 1), Rows.Bytes(3, 9)));
        Assert.False(await database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, Array.Empty<byte>(), Rows.Bytes(3, 9)));
        Assert.Null(await database.OAuthStates.LoadAsync(row.Tenant, row.Id));
        Assert.True(await database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, null, Rows.Bytes(3, 1)));

        foreach (var before in (byte[]?[])[null, [], Rows.Bytes(2, 1), Rows.Bytes(4, 1), Rows.Bytes(3, 2)])
        {
            Assert.False(await database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, before is null ? default(ReadOnlyMemory<byte>?) : before, Rows.Bytes(3, 9)));
        }

        Assert.Equal(Rows.Bytes(3, 1), (await database.OAuthStates.LoadAsync(row.Tenant, row.Id))!.Value.ToArray());
    }

    [Fact]
    public async Task A_replacement_is_no_edit()
    {
        await using var database = await CreateAsync();
        var row = await AddAsync(database);

        Assert.True(await database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, null, Rows.Bytes(5, 1)));

        Rows.AssertEqual(row with { OAuthState = Rows.Bytes(5, 1) }, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task An_edit_of_a_row_that_was_read_before_a_replacement_does_not_undo_it()
    {
        await using var database = await CreateAsync();
        var row = await AddAsync(database);
        Assert.True(await database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, null, Rows.Bytes(5, 1)));

        Assert.True(await database.Store.TryUpdateAsync(row with { Version = 2, OAuthState = Rows.Bytes(5, 7), Priority = 3 }));

        Rows.AssertEqual(row with { Version = 2, OAuthState = Rows.Bytes(5, 1), Priority = 3 }, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Of_twenty_writers_at_once_exactly_one_wins()
    {
        await using var database = await CreateAsync();
        var row = await AddAsync(database);

        var won = await Task.WhenAll(Enumerable.Range(1, 20).Select(
            i => Task.Run(() => database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, null, Rows.Bytes(4, i)))));

        Assert.Single(won, true);
        Assert.Equal(Rows.Bytes(4, Array.IndexOf(won, true) + 1), (await database.OAuthStates.LoadAsync(row.Tenant, row.Id))!.Value.ToArray());
    }

    [Fact]
    public async Task Another_tenants_row_of_the_same_id_is_another_row_and_one_that_is_gone_is_none()
    {
        await using var database = await CreateAsync();
        var mine = await AddAsync(database);
        var theirs = Rows.Serving(new TenantId("globex"), mine.Id);
        await database.Store.AddAsync(theirs);

        Assert.True(await database.OAuthStates.TryReplaceAsync(mine.Tenant, mine.Id, null, Rows.Bytes(4, 1)));

        Assert.Null(await database.OAuthStates.LoadAsync(theirs.Tenant, theirs.Id));
        Assert.True(await database.Store.RemoveAsync(mine.Tenant, mine.Id));
        Assert.Null(await database.OAuthStates.LoadAsync(mine.Tenant, mine.Id));
        Assert.False(await database.OAuthStates.TryReplaceAsync(mine.Tenant, mine.Id, null, Rows.Bytes(4, 1)));
        Assert.False(await database.OAuthStates.TryReplaceAsync(mine.Tenant, mine.Id, Rows.Bytes(4, 1), Rows.Bytes(4, 2)));
    }

    [Fact]
    public async Task Database_that_is_not_migrated_says_so()
    {
        await using var database = await CreateAsync(migrated: false);

        foreach (var call in (Func<Task>[])[() => database.OAuthStates.LoadAsync(Rows.Acme, Guid.NewGuid()), () => database.OAuthStates.TryReplaceAsync(Rows.Acme, Guid.NewGuid(), null, Rows.Bytes(4, 1))])
        {
            Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(call)).Failure);
        }
    }

    [Fact]
    public async Task A_cancelled_call_writes_nothing()
    {
        await using var database = await CreateAsync();
        var row = await AddAsync(database);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.OAuthStates.LoadAsync(row.Tenant, row.Id, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.OAuthStates.TryReplaceAsync(row.Tenant, row.Id, null, Rows.Bytes(4, 1), cancelled));

        Assert.Null(await database.OAuthStates.LoadAsync(row.Tenant, row.Id));
    }

    private static async Task<ProviderRow> AddAsync(StoreUnderTest database)
    {
        var row = Rows.Serving();
        await database.Store.AddAsync(row);
        return row;
    }
}
