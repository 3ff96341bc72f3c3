using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IProviderStore"/> keeps and gives back.</summary>
public abstract class ProviderStoreConformance
{
    private const string Email = ProviderRow.EmailChannel;

    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task Row_with_a_value_in_every_column_comes_back_as_it_was()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();

        await database.Store.AddAsync(row);

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
        Rows.AssertEqual(row, Assert.Single(await database.Store.ListAsync(row.Tenant, Email)));
    }

    [Fact]
    public async Task Row_with_null_in_every_column_that_may_be_null_comes_back_as_it_was()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving() with { VerifiedAt = null };

        await database.Store.AddAsync(row);

        var found = await database.Store.FindAsync(row.Tenant, row.Id);
        Rows.AssertEqual(row, found);
        Assert.Null(found!.PendingConfig);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(1024 * 1024)]
    public async Task Bytes_of_any_size_come_back_as_they_were(int size)
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving() with { Config = Rows.Bytes(size, 1), PendingConfig = Rows.Bytes(size, 2), OAuthState = Rows.Bytes(size, 3) };

        await database.Store.AddAsync(row);

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00.000001Z", "0001-01-01T00:00:00.000001Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999999Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z")]
    [InlineData("1999-12-31T23:59:59.9999999Z", "1999-12-31T23:59:59.999999Z")]
    [InlineData("2026-01-01T00:00:00.0000009Z", "2026-01-01T00:00:00Z")]
    [InlineData("2026-07-01T12:34:56.654321+05:30", "2026-07-01T07:04:56.654321Z")]
    public async Task Instants_are_kept_to_the_microsecond(string given, string kept)
    {
        await using var database = await CreateAsync();
        var instant = Rows.Instant(given);
        var row = Rows.Serving() with { VerifiedAt = instant, LastErrorAt = instant, CreatedAt = instant, UpdatedAt = instant };

        await database.Store.AddAsync(row);

        var found = await database.Store.FindAsync(row.Tenant, row.Id);
        Assert.NotNull(found);
        Assert.All(
            [found.VerifiedAt, found.LastErrorAt, found.CreatedAt, found.UpdatedAt],
            read => Assert.Equal((Rows.Instant(kept).UtcTicks, TimeSpan.Zero), (read!.Value.UtcTicks, read.Value.Offset)));
    }

    [Fact]
    public async Task Tenants_are_compared_character_by_character()
    {
        await using var database = await CreateAsync();
        var id = Guid.NewGuid();
        TenantId[] tenants =
        [
            new("acme"), new("Acme"), new("ACME"), new("acme "), new(" acme"), new("acm\u00e9"), new("acme\u0301"), new("acm%"), new("acm_"), new("acme'--"),
            new("stra\u00dfe"), new("strasse"), new("\u0130"), new("i"), new("I"), new("\ud83d\ude00"), new("\u79df\u6237"), new(new string('\u00fc', 128)),
            new(string.Concat(Enumerable.Repeat("\ud83d\ude00", 64))), new("\u00e5"), new("a\u030a"), new("\u212b"),
        ];

        foreach (var tenant in tenants) await database.Store.AddAsync(Rows.Serving(tenant, id) with { LastError = Escape(tenant) });

        foreach (var tenant in tenants)
        {
            Assert.Equal(Escape(tenant), Assert.Single(await database.Store.ListAsync(tenant, Email)).LastError);
            Assert.Equal(tenant, (await database.Store.FindAsync(tenant, id))!.Tenant);
        }

        Assert.Empty(await database.Store.ListAsync(new TenantId("acm"), Email));
    }

    [Fact]
    public async Task Rows_come_by_priority_then_creation_then_id()
    {
        await using var database = await CreateAsync();
        ProviderRow[] ordered =
        [
            Row(int.MinValue, 9, "ffffffff-0000-0000-0000-000000000000"),
            Row(-1, 0, "00000000-0000-0000-0000-000000000001"),
            Row(0, -1, "ffffffff-0000-0000-0000-000000000001"),
            Row(0, 0, "00000000-0000-0000-0000-000000000002"),
            Row(0, 0, "00000000-0000-0000-00ff-000000000000"),
            Row(0, 0, "00000001-0000-0000-0000-000000000000"),
            Row(0, 0, "01000000-0000-0000-0000-000000000000"),
            Row(0, 0, "7fffffff-0000-0000-0000-000000000000"),
            Row(0, 0, "80000000-0000-0000-0000-000000000000"),
            Row(0, 1, "00000000-0000-0000-0000-000000000000"),
            Row(2, 0, "00000000-0000-0000-0000-000000000003"),
            Row(10, 0, "00000000-0000-0000-0000-000000000004"),
            Row(int.MaxValue, 0, "00000000-0000-0000-0000-000000000005"),
        ];

        foreach (var row in ordered.OrderBy(r => r.Id.ToString()[^1]).ThenByDescending(r => r.Priority)) await database.Store.AddAsync(row);

        var expected = ordered.Select(r => r.Id);
        Assert.Equal(expected, (await database.Store.ListAsync(Rows.Acme, Email)).Select(r => r.Id));

        static ProviderRow Row(int priority, int microseconds, string id) =>
            Rows.Serving(id: Guid.Parse(id)) with { Priority = priority, CreatedAt = Rows.At.AddMicroseconds(microseconds) };
    }

    [Fact]
    public async Task Only_rows_of_that_tenant_and_channel_are_listed_whatever_their_state()
    {
        await using var database = await CreateAsync();
        var serving = Rows.Serving();
        foreach (var row in (ProviderRow[])[
            serving,
            Rows.Serving() with { VerifiedAt = null },
            Rows.Serving() with { Enabled = false },
            Rows.Serving() with { Enabled = false, VerifiedAt = null },
            Rows.Serving(new TenantId("globex"))])
        {
            await database.Store.AddAsync(row);
        }

        Assert.Contains(serving.Id, (await database.Store.ListAsync(Rows.Acme, Email)).Select(row => row.Id));
        Assert.Equal(4, (await database.Store.ListAsync(Rows.Acme, Email)).Count);
        Assert.Empty(await database.Store.ListAsync(Rows.Acme, "sms"));
        Assert.Empty(await database.Store.ListAsync(new TenantId("initech"), Email));
    }

    [Fact]
    public async Task One_id_under_two_tenants_is_two_rows()
    {
        await using var database = await CreateAsync();
        var mine = Rows.Serving();
        var theirs = Rows.Serving(new TenantId("globex"), mine.Id) with { Priority = 5 };
        await database.Store.AddAsync(mine);
        await database.Store.AddAsync(theirs);

        Assert.True(await database.Store.TryUpdateAsync(mine with { Version = 2, Priority = 1 }));
        Assert.True(await database.Store.SetLastErrorAsync(mine.Tenant, mine.Id, 2, "mine", Rows.At));
        Rows.AssertEqual(theirs, await database.Store.FindAsync(theirs.Tenant, theirs.Id));

        Assert.True(await database.Store.RemoveAsync(mine.Tenant, mine.Id));
        Assert.Null(await database.Store.FindAsync(mine.Tenant, mine.Id));
        Rows.AssertEqual(theirs, await database.Store.FindAsync(theirs.Tenant, theirs.Id));
    }

    [Fact]
    public async Task What_is_not_there_is_null_none_or_false()
    {
        await using var database = await CreateAsync();

        Assert.Null(await database.Store.FindAsync(Rows.Acme, Guid.NewGuid()));
        Assert.Empty(await database.Store.ListAsync(Rows.Acme, Email));
        Assert.False(await database.Store.TryUpdateAsync(Rows.Serving() with { Version = 2 }));
        Assert.False(await database.Store.SetLastErrorAsync(Rows.Acme, Guid.NewGuid(), 1, "x", Rows.At));
        Assert.False(await database.Store.RemoveAsync(Rows.Acme, Guid.NewGuid()));
    }

    private static string Escape(TenantId tenant) => Convert.ToHexString(Encoding.Unicode.GetBytes(tenant.Value));
}
