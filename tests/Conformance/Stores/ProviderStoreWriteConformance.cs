using Leadmetrics.Notifications.Tenancy;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IProviderStore"/> lets be written, and by whom.</summary>
public abstract class ProviderStoreWriteConformance
{
    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task Update_replaces_all_but_tenant_id_channel_provider_tokens_and_creation()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving();
        await database.Store.AddAsync(row);
        var edited = Rows.Full() with { Id = row.Id, Version = 2 };

        Assert.True(await database.Store.TryUpdateAsync(edited));

        Rows.AssertEqual(edited with { Provider = row.Provider, OAuthState = row.OAuthState, CreatedAt = row.CreatedAt }, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Update_can_set_columns_back_to_null()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);
        var emptied = row with
        {
            Version = 2,
            PendingConfig = null,
            WebhookTokenHash = null,
            VerifiedAt = null,
            LastError = null,
            LastErrorAt = null,
        };

        Assert.True(await database.Store.TryUpdateAsync(emptied));

        Rows.AssertEqual(emptied, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue + 1)]
    public async Task Update_on_any_version_but_the_next_writes_nothing(long version)
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);
        Assert.True(await database.Store.TryUpdateAsync(row with { Version = 2 }));

        Assert.False(await database.Store.TryUpdateAsync(row with { Version = version, Priority = 99, Config = new byte[] { 9 }, LastError = "stale" }));

        Rows.AssertEqual(row with { Version = 2 }, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Of_twenty_editors_at_once_exactly_one_wins()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving();
        await database.Store.AddAsync(row);

        var won = await Task.WhenAll(Enumerable.Range(1, 20).Select(
            i => Task.Run(() => database.Store.TryUpdateAsync(row with { Version = 2, Priority = i }))));

        var winner = Array.IndexOf(won, true) + 1;
        Assert.Single(won, true);
        Rows.AssertEqual(row with { Version = 2, Priority = winner }, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Twenty_rows_written_at_once_are_all_there()
    {
        await using var database = await CreateAsync();
        var rows = Enumerable.Range(0, 20).Select(i => Rows.Serving() with { Priority = i }).ToArray();

        await Task.WhenAll(rows.Select(row => Task.Run(() => database.Store.AddAsync(row))));

        Assert.Equal(rows.Select(r => r.Id), (await database.Store.ListAsync(Rows.Acme, ProviderRow.EmailChannel)).Select(r => r.Id));
    }

    [Fact]
    public async Task Noting_an_error_leaves_version_verification_and_edit_time_alone()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving() with { Version = 1 };
        await database.Store.AddAsync(row);
        var at = Rows.At.AddHours(1);

        Assert.True(await database.Store.SetLastErrorAsync(row.Tenant, row.Id, 1, "535: wrong password", at));

        Rows.AssertEqual(row with { LastError = "535: wrong password", LastErrorAt = at }, await database.Store.FindAsync(row.Tenant, row.Id));
        Assert.True(await database.Store.TryUpdateAsync(row with { Version = 2 }));
    }

    [Fact]
    public async Task An_error_of_an_earlier_version_is_not_noted()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving() with { Version = 1 };
        await database.Store.AddAsync(row);
        Assert.True(await database.Store.TryUpdateAsync(row with { Version = 2 }));

        Assert.False(await database.Store.SetLastErrorAsync(row.Tenant, row.Id, 1, "535: wrong password", Rows.At));

        Assert.Null((await database.Store.FindAsync(row.Tenant, row.Id))!.LastError);
    }

    [Fact]
    public async Task A_noted_error_is_taken_back_by_its_instant_and_no_other_is()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full() with { Version = 1, LastError = null, LastErrorAt = null };
        await database.Store.AddAsync(row);
        var at = Rows.At.AddHours(1).AddMicroseconds(7);
        Assert.True(await database.Store.SetLastErrorAsync(row.Tenant, row.Id, 1, "535: wrong password", at));

        Assert.False(await database.Store.ClearLastErrorAsync(row.Tenant, row.Id, at.AddMicroseconds(1)));
        Assert.False(await database.Store.ClearLastErrorAsync(row.Tenant, Guid.NewGuid(), at));
        Assert.False(await database.Store.ClearLastErrorAsync(new("globex"), row.Id, at));
        Assert.Equal(at, (await database.Store.FindAsync(row.Tenant, row.Id))!.LastErrorAt);

        Assert.True(await database.Store.ClearLastErrorAsync(row.Tenant, row.Id, at));
        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
        Assert.False(await database.Store.ClearLastErrorAsync(row.Tenant, row.Id, at));
    }

    [Fact]
    public async Task Error_text_that_no_column_holds_is_made_to_fit()
    {
        await using var database = await CreateAsync();
        var row = Rows.Serving();
        await database.Store.AddAsync(row);

        Assert.True(await database.Store.SetLastErrorAsync(row.Tenant, row.Id, 1, "a\0b\ud83dc" + new string('x', 1994) + "\ud83d\ude00tail", Rows.At));

        // The pair would stand at 1999 and 2000, one unit too far: it is left out whole.
        Assert.Equal("a\ufffdb\ufffdc" + new string('x', 1994), (await database.Store.FindAsync(row.Tenant, row.Id))!.LastError);
        Assert.True(await database.Store.TryUpdateAsync(row with { Version = 2, LastError = "\0" }));
        Assert.Equal("\ufffd", (await database.Store.FindAsync(row.Tenant, row.Id))!.LastError);
    }

    [Fact]
    public async Task Row_that_is_there_already_is_a_conflict_and_stays()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);

        var error = await Assert.ThrowsAsync<StoreException>(() => database.Store.AddAsync(row with { Priority = 99 }));

        Assert.Equal(StoreFailure.Conflict, error.Failure);
        Assert.False(error.IsTransient);
        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    public static TheoryData<string, ProviderRow> BrokenRows => new()
    {
        { "channel", Rows.Serving() with { Channel = "sms" } },
        { "provider", Rows.Serving() with { Provider = "SMTP" } },
        { "provider", Rows.Serving() with { Provider = "" } },
        { "provider", Rows.Serving() with { Provider = "-smtp" } },
        { "provider", Rows.Serving() with { Provider = "smtp\n" } },
        { "provider", Rows.Serving() with { Provider = new string('a', 33) } },
        { "config_key_id", Rows.Serving() with { ConfigKeyId = "" } },
        { "config_key_id", Rows.Serving() with { ConfigKeyId = new string('k', 256) } },
        { "config", Rows.Serving() with { Config = new byte[1024 * 1024 + 1] } },
        { "webhook_token_hash", Rows.Serving() with { WebhookTokenHash = new byte[31] } },
        { "version", Rows.Serving() with { Version = 2 } },
    };

    [Theory]
    [MemberData(nameof(BrokenRows), DisableDiscoveryEnumeration = true)]
    public async Task Row_that_breaks_a_rule_is_refused_by_the_rules_name_and_nothing_is_stored(string rule, ProviderRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        await using var database = await CreateAsync();

        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => database.Store.AddAsync(row));

        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.Null(await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Database_that_is_not_migrated_says_so_and_how_to_migrate_it()
    {
        await using var database = await CreateAsync(migrated: false);

        await Assert.AllAsync(Calls(database.Store, CancellationToken.None), async call =>
        {
            var error = await Assert.ThrowsAsync<StoreException>(call);
            Assert.Equal(StoreFailure.NotMigrated, error.Failure);
            Assert.Contains("lmn db migrate", error.Message, StringComparison.Ordinal);
            Assert.Contains(database.Migrator.Description.Split(' ')[1], error.Message, StringComparison.Ordinal);
            Assert.False(error.IsTransient);
        });
        Assert.All(await database.Migrator.GetStateAsync(), state => Assert.Null(state.AppliedAt));
    }

    [Fact]
    public async Task Cancelled_call_ends_as_cancelled_and_writes_nothing()
    {
        await using var database = await CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.AllAsync(
            Calls(database.Store, cancelled.Token), async call => await Assert.ThrowsAnyAsync<OperationCanceledException>(call));

        Assert.Empty(await database.Store.ListAsync(Rows.Acme, ProviderRow.EmailChannel));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.Migrator.MigrateAsync(cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.Migrator.GetStateAsync(cancelled.Token));
    }

    private static Func<Task>[] Calls(IProviderStore store, CancellationToken token)
    {
        var row = Rows.Serving();
        return
        [
            () => store.AddAsync(row, token),
            () => store.FindAsync(row.Tenant, row.Id, token),
            () => store.ListAsync(row.Tenant, row.Channel, token),
            () => store.TryUpdateAsync(row with { Version = 2 }, token),
            () => store.SetLastErrorAsync(row.Tenant, row.Id, 1, "x", Rows.At, token),
            () => store.ClearLastErrorAsync(row.Tenant, row.Id, Rows.At, token),
            () => store.RemoveAsync(row.Tenant, row.Id, token),
        ];
    }
}
