using System.Text;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>What erasure takes out of the queue's tables, and what it leaves.</summary>
public sealed class SqliteQueueErasureTests : QueueErasureConformance
{
    private static readonly string[] Tables = ["email_message", "email_job", "email_dead", "email_attempt", "email_blob", "email_idempotency", "email_tally"];

    protected override async Task<QueueUnderTest> CreateAsync() => await SqliteQueueUnderTest.CreateAsync();

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
        const string Alone = """{"message":{"to":[{"address":"jane@customer.test"}]}}""";
        const string Both = """{"message":{"to":[{"address":"jane@customer.test"},{"address":"john@customer.test"}]}}""";
        var ids = await queue.EnqueueAsync(Mails.New(body: Alone), Mails.New(body: Both), Mails.New(Mails.Globex, Alone));

        var erased = await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, RecipientTrace.Of(new EmailAddress("Jane@customer.test")));

        Assert.Equal(1, erased.Mails);
        var left = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        Assert.Equal(ids[1..].Order(), left.Select(mail => mail.Lease.Id).Order());
        Assert.Equal(["john@customer.test"], left.Single(mail => mail.Lease.Id == ids[1]).Open);
    }

    [Fact]
    public async Task Nothing_of_what_was_erased_is_left_in_the_file_or_its_log()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        var body = """{"message":{"to":[{"address":"jane@customer.test"}],"text":"TEXT"}}""".Replace("TEXT", new string('x', 9000) + " jane@customer.test", StringComparison.Ordinal);
        await queue.EnqueueAsync([.. Enumerable.Range(0, 20).Select(_ => Mails.New(body: body)), Mails.New(Mails.Globex)]);
        Assert.True(await HoldsAsync(queue.Database.File, "jane@customer.test") || await HoldsAsync(queue.Database.File + "-wal", "jane@customer.test"));

        await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, RecipientTrace.Of(new EmailAddress("jane@customer.test")));

        Assert.False(await HoldsAsync(queue.Database.File, "jane@customer.test"));
        Assert.False(await HoldsAsync(queue.Database.File + "-wal", "jane@customer.test"));
        Assert.Equal(1, await queue.CountAsync("email_message"));
    }

    private static async Task<bool> HoldsAsync(string file, string text)
    {
        if (!File.Exists(file)) return false;
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var octets = new byte[stream.Length];
        await stream.ReadExactlyAsync(octets);
        return octets.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }
}
