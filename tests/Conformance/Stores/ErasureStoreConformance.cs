using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IErasureStore"/> removes, and what it leaves.</summary>
public abstract partial class ErasureStoreConformance
{
    private static readonly TenantId Globex = new("globex");

    /// <summary>Texts of a last error that hold the recipient, and the recipient as it is given.</summary>
    public static TheoryData<string, string> Held => new()
    {
        { "550 5.1.1 <jane@customer.test> no such user", "jane@customer.test" },
        { "550 5.1.1 <Jane@Customer.TEST> no such user", "jane@customer.test" },
        { "jane@customer.test", "JANE@customer.test" },
        { "No mailbox jane@customer.test.", "jane@customer.test" },
        { "not mary.jane@customer.test but jane@customer.test", "jane@customer.test" },
        { "no such user: jane@xn--mller-kva.test", "jane@müller.test" },
        { "no such user: jane@MÜLLER.test", "jane@xn--mller-kva.test" },
        { "no such user: jane@Müller.test", "jane@müller.test" },
        { "no such user: JÖRG@müller.test", "jörg@xn--mller-kva.test" },
    };

    /// <summary>Texts that hold others.</summary>
    public static TheoryData<string, string> Others => new()
    {
        { "550 5.1.1 <john@customer.test> no such user", "jane@customer.test" },
        { "550 5.1.1 <mary.jane@customer.test>", "jane@customer.test" },
        { "550 5.1.1 <mary+jane@customer.test>", "jane@customer.test" },
        { "550 5.1.1 <jane@customer.test.example>", "jane@customer.test" },
        { "550 5.1.1 <jane@customer.tests>", "jane@customer.test" },
        { "The user jane is not known at customer.test.", "jane@customer.test" },
    };

    /// <summary>A fresh database, migrated or empty.</summary>
    protected abstract Task<StoreUnderTest> CreateAsync(bool migrated = true);

    [Fact]
    public async Task Of_an_erased_tenant_no_table_holds_a_row_and_all_others_hold_theirs()
    {
        await using var database = await CreateAsync();
        var mails = await FillAsync(database, Rows.Acme);
        await FillAsync(database, Globex);
        var tables = await database.TenantTablesAsync();
        Assert.Contains("notification_providers", tables);
        foreach (var table in tables) Assert.True(await database.CountAsync(table, "acme") > 0, $"{table} has a tenant_id: fill it in this test, and erase it with its tenant.");
        var (globex, platform) = (await CountsAsync("globex"), await CountsAsync(""));

        var erased = await database.Erasure.EraseTenantAsync(Rows.Acme);

        Assert.Equal(new ErasedTenant(2, 3) { Events = 2, Suppressions = 1, Mails = mails }, erased);
        Assert.All(await CountsAsync("acme"), count => Assert.Equal(0, count));
        Assert.Equal(globex, await CountsAsync("globex"));
        Assert.Equal(platform, await CountsAsync(""));
        Assert.Equal(new ErasedTenant(0, 0), await database.Erasure.EraseTenantAsync(Rows.Acme));

        async Task<List<long>> CountsAsync(string tenant)
        {
            var counts = new List<long>();
            foreach (var table in tables) counts.Add(await database.CountAsync(table, tenant));
            return counts;
        }
    }

    [Theory]
    [MemberData(nameof(Held))]
    public async Task Last_error_that_holds_a_recipient_in_any_spelling_goes_with_its_time(string error, string recipient)
    {
        await using var database = await CreateAsync();
        var row = Rows.Full() with { LastError = error };
        await database.Store.AddAsync(row);

        var erased = await database.Erasure.EraseRecipientAsync(Rows.Acme, RecipientTrace.Of(new EmailAddress(recipient)));

        Assert.Equal(new ErasedRecipient(1), erased);
        Rows.AssertEqual(row with { LastError = null, LastErrorAt = null }, await database.Store.FindAsync(row.Tenant, row.Id));
        Assert.Equal(new ErasedRecipient(0), await database.Erasure.EraseRecipientAsync(Rows.Acme, RecipientTrace.Of(new EmailAddress(recipient))));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Last_error_that_holds_another_address_stays(string error, string recipient)
    {
        await using var database = await CreateAsync();
        var row = Rows.Full() with { LastError = error };
        await database.Store.AddAsync(row);

        Assert.Equal(new ErasedRecipient(0), await database.Erasure.EraseRecipientAsync(Rows.Acme, RecipientTrace.Of(new EmailAddress(recipient))));

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Recipient_is_erased_from_all_rows_of_the_tenant_and_from_no_other_tenants()
    {
        await using var database = await CreateAsync();
        var error = "no mailbox jane@customer.test";
        foreach (var row in new[] { Rows.Full() with { LastError = error }, Rows.Full() with { LastError = error }, Rows.Serving() }) await database.Store.AddAsync(row);
        var other = Rows.Full(Globex) with { LastError = error };
        await database.Store.AddAsync(other);

        Assert.Equal(new ErasedRecipient(2), await database.Erasure.EraseRecipientAsync(Rows.Acme, RecipientTrace.Of(new EmailAddress("jane@customer.test"))));

        Assert.Equal(error, (await database.Store.FindAsync(Globex, other.Id))!.LastError);
    }

    [Theory]
    [InlineData("jane@customer.test", "jane@customer.test")]
    [InlineData("Jane@Customer.TEST", "jane@customer.test")]
    [InlineData("jane@customer.test", "JANE@customer.test")]
    [InlineData("jane@xn--mller-kva.test", "jane@müller.test")]
    [InlineData("jane@müller.test", "jane@xn--mller-kva.test")]
    [InlineData("JÖRG@MÜLLER.test", "jörg@xn--mller-kva.test")]
    public async Task Events_statuses_and_suppressions_of_a_recipient_go_in_any_spelling_and_others_stay(string stored, string recipient)
    {
        await using var database = await CreateAsync();
        DeliveryRecord[] records =
        [
            new(Deliveries.Full() with { Recipient = stored }, Deliveries.Entry(stored)),
            new(Deliveries.Plain() with { Recipient = stored, MessageId = "m2" }, Deliveries.Entry(stored, SuppressionReason.Complaint)),
            new(Deliveries.Plain("e2") with { Recipient = "x" + stored }, Deliveries.Entry("x" + stored)),
            new(Deliveries.Plain(tenant: Globex) with { Recipient = stored }, Deliveries.Entry(stored, tenant: Globex)),
        ];
        await database.Events.AddAsync(records);
        var trace = RecipientTrace.Of(new EmailAddress(recipient));

        Assert.Equal(new ErasedRecipient(0) { Events = 2, Suppressions = 2 }, await database.Erasure.EraseRecipientAsync(Rows.Acme, trace));

        Assert.Null(await database.Events.FindAsync(Rows.Acme, "m2"));
        var history = await database.Events.HistoryAsync();
        Assert.Equal("e2", Assert.Single(history.Events).EventId);
        Assert.StartsWith("x", Assert.Single(history.Recipients).Recipient, StringComparison.Ordinal);
        Assert.Equal(1, await database.CountAsync("email_suppression", "acme"));
        foreach (var table in (string[])["email_event", "email_recipient", "email_suppression"]) Assert.Equal(1, await database.CountAsync(table, "globex"));
        Assert.Equal(new ErasedRecipient(0), await database.Erasure.EraseRecipientAsync(Rows.Acme, trace));
    }

    [Fact]
    public async Task Unmigrated_database_is_said_by_erasure_and_by_limits()
    {
        await using var database = await CreateAsync(migrated: false);

        Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(() => database.Erasure.EraseTenantAsync(Rows.Acme))).Failure);
        Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(() => database.Erasure.EraseRecipientAsync(Rows.Acme, RecipientTrace.Of(new EmailAddress("jane@customer.test"))))).Failure);
        Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(() => database.Budgets.TakeAsync([new BudgetCharge(Rows.Acme, "row:1", new SendingLimits { PerHour = 1 }, 1)]))).Failure);
    }

    [Fact]
    public async Task Erased_tenant_does_not_come_back_by_what_its_rows_took_before_or_take_behind()
    {
        await using var database = await CreateAsync();
        var row = Rows.Full();
        await database.Store.AddAsync(row);
        var taken = await database.Budgets.TakeAsync([Charge(row)]);
        await database.Erasure.EraseTenantAsync(Rows.Acme);

        await database.Budgets.GiveBackAsync(taken.Receipt!);
        Assert.Equal(0, await database.CountAsync("email_budget", "acme"));
        Assert.True((await database.Budgets.TakeAsync([Charge(row)])).IsTaken);
        Assert.Equal(0, await database.CountAsync("email_budget", "acme"));
    }

    [Fact]
    public async Task Removed_row_takes_its_counts_with_it_and_no_others()
    {
        await using var database = await CreateAsync();
        var (row, other) = (Rows.Full(), Rows.Serving());
        foreach (var added in new[] { row, other, Rows.Full(Globex) with { Id = row.Id } }) await database.Store.AddAsync(added);
        foreach (var counted in new[] { row, other, Rows.Full(Globex) with { Id = row.Id } }) await database.Budgets.TakeAsync([Charge(counted)]);

        Assert.True(await database.Store.RemoveAsync(Rows.Acme, row.Id));

        Assert.Equal((2, 2), (await database.CountAsync("email_budget", "acme"), await database.CountAsync("email_budget", "globex")));
        Assert.False(await database.Store.RemoveAsync(Rows.Acme, row.Id));
        await database.Budgets.TakeAsync([Charge(row)]);
        Assert.Equal(2, await database.CountAsync("email_budget", "acme"));
    }

    private static BudgetCharge Charge(ProviderRow row) => new(row.Tenant, $"row:{row.Id:D}", new SendingLimits { PerHour = 9, PerDay = 9 }, 1);

    private static async Task<int> FillAsync(StoreUnderTest database, TenantId tenant)
    {
        var row = Rows.Full(tenant);
        await database.Store.AddAsync(row);
        await database.Store.AddAsync(Rows.Serving(tenant));
        await database.Events.AddAsync([new DeliveryRecord(Deliveries.Full(tenant), Deliveries.Entry(tenant: tenant)), new DeliveryRecord(Deliveries.Plain(tenant: tenant))]);
        await database.Budgets.TakeAsync([
            Charge(row),
            new BudgetCharge(tenant, "platform", new SendingLimits { PerHour = 9 }, 1),
            new BudgetCharge(null, "platform", new SendingLimits { PerHour = 9 }, 1),
        ]);
        return await database.FillQueueAsync(tenant);
    }
}
