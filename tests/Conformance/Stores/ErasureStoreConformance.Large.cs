using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What may be much goes in steps.</summary>
public abstract partial class ErasureStoreConformance
{
    private static readonly string[] Delivery = ["email_event", "email_recipient", "email_suppression"];

    [Fact]
    public async Task Erasure_of_a_large_tenant_that_is_interrupted_has_done_its_steps_and_the_next_one_does_the_rest()
    {
        await using var database = await CreateAsync();
        await database.Store.AddAsync(Rows.Full());
        for (var from = 0; from < 5000; from += 1000)
        {
            await database.Events.AddAsync([.. Enumerable.Range(from, 1000).Select(i => new DeliveryRecord(
                Deliveries.Plain($"e{i:d4}") with { MessageId = $"m{i:d4}", Recipient = $"r{i:d4}@customer.test" }, Deliveries.Entry($"r{i:d4}@customer.test")))]);
        }

        await database.KeepEventAsync("e4999");
        await Assert.ThrowsAnyAsync<Exception>(() => database.Erasure.EraseTenantAsync(Rows.Acme));

        Assert.Equal(0, await database.CountAsync("notification_providers", "acme"));
        foreach (var table in Delivery) Assert.InRange(await database.CountAsync(table, "acme"), 1, 2000);
        Assert.Equal([true], await database.Events.AddAsync(Deliveries.Plain(tenant: Globex)));

        await database.LetGoAsync();
        var (events, suppressions) = ((int)await database.CountAsync("email_event", "acme"), (int)await database.CountAsync("email_suppression", "acme"));
        Assert.Equal(new ErasedTenant(0, 0) { Events = events, Suppressions = suppressions }, await database.Erasure.EraseTenantAsync(Rows.Acme));
        foreach (var table in Delivery) Assert.Equal(0, await database.CountAsync(table, "acme"));
        Assert.Equal(1, await database.CountAsync("email_event", "globex"));
    }

    [Fact]
    public async Task Erased_tenants_mail_is_stopped_before_any_goes_and_its_rows_go_behind_what_is_to_be_sent()
    {
        await using var database = await CreateAsync();
        var mails = await FillAsync(database, Rows.Acme);
        const string Stopped = "EXISTS (SELECT 1 FROM email_tenant AS t WHERE t.tenant_id = old.tenant_id AND t.paused_at IS NOT NULL)";
        await database.ForbidRemovalAsync("email_job", $"NOT {Stopped}");
        await database.ForbidRemovalAsync("notification_providers", $"NOT {Stopped} OR EXISTS (SELECT 1 FROM email_job AS j WHERE j.tenant_id = old.tenant_id)");
        await database.ForbidRemovalAsync("email_tenant", "EXISTS (SELECT 1 FROM email_event AS e WHERE e.tenant_id = old.tenant_id)");

        Assert.Equal(mails, (await database.Erasure.EraseTenantAsync(Rows.Acme)).Mails);

        Assert.Equal(0, await database.CountAsync("email_tenant", "acme"));
    }
}
