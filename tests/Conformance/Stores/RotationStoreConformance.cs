using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IRotationStore"/> promises.</summary>
public abstract class RotationStoreConformance
{
    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Pages_give_every_row_of_every_tenant_once_and_always_in_the_same_order(int size)
    {
        await using var database = await CreateAsync();
        TenantId[] tenants = [new("a"), new("B"), new("ä"), new("b"), new("a ")];
        var rows = tenants.SelectMany(tenant => new[] { Rows.Full(tenant), Rows.Serving(tenant) with { Enabled = false, VerifiedAt = null } }).ToArray();
        foreach (var row in rows.Take(7)) await database.Store.AddAsync(row);

        var seen = await PagesAsync(database.Rotation, size);

        Assert.Equal(7, await database.Rotation.CountAsync());
        Assert.Equal(rows.Take(7).Select(Key).ToHashSet(), seen.Select(Key).ToHashSet());
        Assert.Equal(7, seen.Count);
        Assert.Equal(seen.Select(Key), (await PagesAsync(database.Rotation, 100)).Select(Key));
        foreach (var row in seen) Rows.AssertEqual(rows.Single(added => Key(added) == Key(row)), row);
    }

    [Fact]
    public async Task The_next_page_is_found_behind_a_row_that_is_gone()
    {
        await using var database = await CreateAsync();
        for (var i = 0; i < 4; i++) await database.Store.AddAsync(Rows.Serving(new TenantId($"t{i}")));
        var first = await database.Rotation.ListAsync(null, 2);
        await database.Store.RemoveAsync(first[1].Tenant, first[1].Id);

        var next = await database.Rotation.ListAsync(Key(first[1]), 2);

        Assert.Equal(["t2", "t3"], next.Select(row => row.Tenant.Value));
        Assert.Empty(await database.Rotation.ListAsync(Key(next[1]), 2));
    }

    [Fact]
    public async Task A_replacement_changes_the_sealed_columns_and_the_version_and_nothing_else()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);

        var replaced = await database.Rotation.ReplaceAsync([new SealedReplacement(row, Rows.Bytes(400, 5), Rows.Bytes(401, 6), Rows.Bytes(402, 7), "new-key")]);

        Assert.Equal([Key(row)], replaced);
        var expected = row with { Config = Rows.Bytes(400, 5), PendingConfig = Rows.Bytes(401, 6), OAuthState = Rows.Bytes(402, 7), ConfigKeyId = "new-key", Version = 2 };
        Rows.AssertEqual(expected, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Columns_that_hold_nothing_go_on_holding_nothing()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving();
        await database.Store.AddAsync(row);

        Assert.Single(await database.Rotation.ReplaceAsync([new SealedReplacement(row, Rows.Bytes(4, 5), null, null, "new-key")]));

        Rows.AssertEqual(row with { Config = Rows.Bytes(4, 5), ConfigKeyId = "new-key", Version = 2 }, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task An_edit_that_began_before_a_replacement_fails_and_brings_no_old_octets_back()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);
        await database.Rotation.ReplaceAsync([New(row)]);

        Assert.False(await database.Store.TryUpdateAsync(row with { Version = 2, Priority = 9 }));

        Rows.AssertEqual(After(row), await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Of_a_batch_those_rows_are_replaced_that_are_as_they_were_read_and_they_are_named()
    {
        await using var database = await CreateAsync();
        var rows = Enumerable.Range(0, 6).Select(i => Rows.Full(new TenantId($"t{i}"))).ToArray();
        foreach (var row in rows) await database.Store.AddAsync(row);
        var edited = rows[1] with { Version = 2, Priority = 3 };
        Assert.True(await database.Store.TryUpdateAsync(edited));
        await database.Store.RemoveAsync(rows[2].Tenant, rows[2].Id);
        await database.SetOAuthStateAsync(rows[3].Tenant, rows[3].Id, Rows.Bytes(50, 9));
        await database.SetOAuthStateAsync(rows[4].Tenant, rows[4].Id, null);

        var replaced = await database.Rotation.ReplaceAsync([.. rows.Reverse().Select(New)]);

        Assert.Equal(new[] { Key(rows[0]), Key(rows[5]) }.ToHashSet(), replaced.ToHashSet());
        Rows.AssertEqual(After(rows[0]), await database.Store.FindAsync(rows[0].Tenant, rows[0].Id));
        Rows.AssertEqual(edited, await database.Store.FindAsync(rows[1].Tenant, rows[1].Id));
        Assert.Null(await database.Store.FindAsync(rows[2].Tenant, rows[2].Id));
        Rows.AssertEqual(rows[3] with { OAuthState = Rows.Bytes(50, 9) }, await database.Store.FindAsync(rows[3].Tenant, rows[3].Id));
        Rows.AssertEqual(rows[4] with { OAuthState = null }, await database.Store.FindAsync(rows[4].Tenant, rows[4].Id));
        Rows.AssertEqual(After(rows[5]), await database.Store.FindAsync(rows[5].Tenant, rows[5].Id));
    }

    [Fact]
    public async Task Tokens_that_came_where_none_were_are_not_taken_away()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving();
        await database.Store.AddAsync(row);
        await database.SetOAuthStateAsync(row.Tenant, row.Id, Rows.Bytes(50, 9));

        Assert.Empty(await database.Rotation.ReplaceAsync([New(row)]));

        Rows.AssertEqual(row with { OAuthState = Rows.Bytes(50, 9) }, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task An_error_that_was_noted_since_is_kept_and_holds_nothing_up()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving();
        await database.Store.AddAsync(row);
        Assert.True(await database.Store.SetLastErrorAsync(row.Tenant, row.Id, 1, "535", Rows.At));

        Assert.Single(await database.Rotation.ReplaceAsync([New(row)]));

        Rows.AssertEqual(After(row) with { LastError = "535", LastErrorAt = Rows.At }, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task The_same_id_under_another_tenant_is_another_row()
    {
        await using var database = await CreateAsync();
        var (row, other) = (Rows.Full(), Rows.Full(new TenantId("globex")));
        other = other with { Id = row.Id };
        await database.Store.AddAsync(row);
        await database.Store.AddAsync(other);

        Assert.Equal([Key(other)], await database.Rotation.ReplaceAsync([New(other)]));

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task A_replacement_that_breaks_a_rule_writes_nothing_of_its_batch()
    {
        await using var database = await CreateAsync();
        var rows = Enumerable.Range(0, 3).Select(_ => Rows.Full()).ToArray();
        foreach (var row in rows) await database.Store.AddAsync(row);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => database.Rotation.ReplaceAsync([New(rows[0]), New(rows[1]) with { Config = new byte[1024 * 1024 + 1] }, New(rows[2])]));

        foreach (var row in rows) Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Batches_that_name_the_same_rows_in_opposite_order_at_once_do_not_lock_each_other_out()
    {
        await using var database = await CreateAsync();
        var rows = Enumerable.Range(0, 60).Select(i => Rows.Serving(new TenantId($"t{i % 7}"))).ToArray();
        foreach (var row in rows) await database.Store.AddAsync(row);

        for (var version = 1; version <= 10; version++)
        {
            var batch = rows.Select(row => New(row with { Version = version, OAuthState = null })).ToArray();
            var both = await Task.WhenAll(Task.Run(() => database.Rotation.ReplaceAsync(batch)), Task.Run(() => database.Rotation.ReplaceAsync([.. batch.Reverse()])));

            // Each row by exactly one of the two.
            Assert.Empty(both[0].Intersect(both[1]));
            Assert.Equal(60, both[0].Count + both[1].Count);
        }
    }

    [Fact]
    public async Task Nothing_to_replace_is_no_error()
    {
        await using var database = await CreateAsync();

        Assert.Empty(await database.Rotation.ReplaceAsync([]));
        Assert.Empty(await database.Rotation.ListAsync(null, 10));
        Assert.Equal(0, await database.Rotation.CountAsync());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => database.Rotation.ListAsync(null, 0));
    }

    [Fact]
    public async Task Database_that_is_not_migrated_says_so()
    {
        await using var database = await CreateAsync(migrated: false);

        await Assert.AllAsync(Calls(database.Rotation, CancellationToken.None), async call => Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(call)).Failure));
    }

    [Fact]
    public async Task Cancelled_call_ends_as_cancelled_and_writes_nothing()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.AllAsync(Calls(database.Rotation, cancelled.Token, row), async call => await Assert.ThrowsAnyAsync<OperationCanceledException>(call));

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    private static Func<Task>[] Calls(IRotationStore store, CancellationToken token, ProviderRow? row = null) =>
    [
        () => store.CountAsync(token),
        () => store.ListAsync(null, 1, token),
        () => store.ListAsync(Key(row ?? Rows.Serving()), 1, token),
        () => store.ReplaceAsync([New(row ?? Rows.Serving())], token),
    ];

    private static SealedReplacement New(ProviderRow row) => new(row, Rows.Bytes(20, 1), Other(row.PendingConfig, 2), Other(row.OAuthState, 3), "new-key");

    private static ReadOnlyMemory<byte>? Other(ReadOnlyMemory<byte>? column, int seed) => column is null ? column : Rows.Bytes(21, seed);

    private static ProviderRow After(ProviderRow row)
    {
        var written = New(row);
        return row with { Config = written.Config, PendingConfig = written.PendingConfig, OAuthState = written.OAuthState, ConfigKeyId = written.ConfigKeyId, Version = row.Version + 1 };
    }

    private static ProviderRowKey Key(ProviderRow row) => new(row.Tenant, row.Id);

    private static async Task<List<ProviderRow>> PagesAsync(IRotationStore store, int size)
    {
        var seen = new List<ProviderRow>();
        while (await store.ListAsync(seen.Count == 0 ? null : Key(seen[^1]), size) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= size);
            seen.AddRange(page);
        }

        return seen;
    }
}
