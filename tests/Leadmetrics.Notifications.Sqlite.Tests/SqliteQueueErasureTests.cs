using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>What erasure takes out of the queue's tables, and what it leaves.</summary>
public sealed class SqliteQueueErasureTests
{
    private static readonly string[] Tables = ["email_message", "email_job", "email_dead", "email_attempt", "email_blob", "email_idempotency", "email_tally"];

    [Fact]
    public async Task Erased_tenants_queue_is_empty_and_its_neighbours_is_as_it_was()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        foreach (var tenant in (TenantId[])[Mails.Acme, Mails.Globex]) await queue.EnqueueAsync(Mails.New(tenant, key: "k") with { Blobs = [Mails.Blob([1])] }, Mails.New(tenant));
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        await queue.Work.SettleAsync("w1", [.. claimed.DistinctBy(mail => mail.Lease.Tenant).Select(mail => Mails.Bury(mail))]);

        Assert.Equal(2, (await queue.Database.Erasure.EraseTenantAsync(Mails.Acme)).Mails);

        foreach (var table in Tables) Assert.Equal((0, true), (await queue.CountAsync(table, "tenant_id = 'acme'"), await queue.CountAsync(table, "tenant_id = 'globex'") > 0));
    }

    [Fact]
    public async Task Mail_for_an_erased_recipient_alone_goes_and_of_one_to_several_the_recipient_is_not_open_any_more()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        const string Jane = """{"message":{"to":[{"address":"jane@customer.test"}]}}""";
        const string Both = """{"message":{"to":[{"address":"jane@customer.test"},{"address":"john@customer.test"}]}}""";
        var ids = await queue.EnqueueAsync(Mails.New(body: Jane), Mails.New(body: Both), Mails.New(Mails.Globex, Jane));

        var erased = await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, RecipientTrace.Of(new EmailAddress("Jane@customer.test")));

        Assert.Equal(1, erased.Mails);
        var left = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        Assert.Equal(ids[1..].Order(), left.Select(mail => mail.Lease.Id).Order());
        Assert.Equal(["john@customer.test"], left.Single(mail => mail.Lease.Id == ids[1]).Open);
    }
}
