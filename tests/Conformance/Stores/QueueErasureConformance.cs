using System.Security.Cryptography;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IErasureStore"/> takes out of a queue with a recipient, and what it leaves.</summary>
public abstract class QueueErasureConformance
{
    protected const string Jane = "jane@customer.test";

    protected const string Sales = "sales@customer.test";

    private static readonly byte[] Own = [1, 2, 3];

    private static readonly byte[] Shared = [4, 5];

    /// <summary>What Jane is told by.</summary>
    protected static RecipientTrace Trace { get; } = RecipientTrace.Of(new EmailAddress(Jane));

    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task Contents_and_keys_of_mail_for_the_recipient_alone_go_and_what_other_mail_needs_stays()
    {
        await using var queue = await CreateAsync();
        await queue.EnqueueAsync(
            For([Jane], Own, Shared) with { IdempotencyKey = "alone" },
            For([Sales], Shared) with { IdempotencyKey = "other" },
            For([Jane, Sales], [6]) with { IdempotencyKey = "both" },
            For([Jane], Own) with { Tenant = Mails.Globex, IdempotencyKey = "alone" });
        await queue.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(new ErasedRecipient(0) { Mails = 1 }, await Erasure(queue).EraseRecipientAsync(Mails.Acme, Trace));

        foreach (var (content, left) in ((byte[], long)[])[(Own, 0), (Shared, 1), ([6], 1)])
        {
            await using var stored = await queue.Intake.OpenBlobAsync(Mails.Acme, SHA256.HashData(content));
            Assert.Equal(left, stored is null ? 0 : 1);
        }

        Assert.Equal(["both", "other"], (await queue.QueryAsync("SELECT key FROM email_idempotency WHERE tenant_id = 'acme' ORDER BY key")).Select(row => row[0]));
        Assert.Equal((1, 1), (await queue.CountAsync("email_blob", "tenant_id = 'globex'"), await queue.CountAsync("email_idempotency", "tenant_id = 'globex'")));
    }

    [Theory]
    [InlineData(SettlementKind.Retry)]
    [InlineData(SettlementKind.Hold)]
    public async Task Recipient_that_was_erased_while_a_worker_held_the_mail_does_not_come_back_by_what_it_says(SettlementKind kind)
    {
        await using var queue = await CreateAsync();
        var (both, erased) = (For([Jane, Sales]), For([Jane, Sales]));
        await queue.EnqueueAsync(both, erased);
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails.ToDictionary(mail => mail.Lease.Id);
        await Erasure(queue).EraseRecipientAsync(Mails.Acme, Trace);

        var settled = await queue.Work.SettleAsync("w1", [Say(both, Sales, Jane), Say(erased, Jane)]);

        Assert.All(settled, Assert.True);
        Assert.Null(await queue.FindJobAsync(erased.Id));
        Assert.Null(await queue.FindDeadAsync(erased.Id));
        Assert.Equal(kind == SettlementKind.Hold ? 2 : 0, (await queue.FindJobAsync(both.Id))!.State);
        Assert.DoesNotContain(Jane, await OpenAsync(queue, both.Id), StringComparison.Ordinal);
        Assert.Contains(Sales, await OpenAsync(queue, both.Id), StringComparison.Ordinal);
        Assert.Equal((1, 0, kind == SettlementKind.Retry ? 1 : 0), await queue.TallyAsync(Mails.Acme));

        Settlement Say(NewMail mail, params string[] open) => Mails.Retry(claimed[mail.Id], TimeSpan.Zero) with { Kind = kind, Open = open };
    }

    [Fact]
    public async Task Of_those_that_a_worker_says_to_be_open_all_stay_that_were_and_where_none_was_named_before_all_do()
    {
        await using var queue = await CreateAsync();
        var mail = For([Jane, Sales]);
        await queue.EnqueueAsync(mail);
        foreach (var (said, left) in ((string[]?, string[]?)[])[(null, null), ([Sales, Jane], [Sales, Jane]), ([Jane, Sales], [Jane, Sales]), (null, [Jane, Sales]), ([Sales], [Sales])])
        {
            var claimed = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
            Assert.True(Assert.Single(await queue.Work.SettleAsync("w1", [Mails.Retry(claimed, TimeSpan.Zero) with { Open = said }])));
            var next = Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
            Assert.Equal(left, next.Open);
            await queue.Work.SettleAsync("w1", [Mails.Release(next)]);
        }
    }

    protected static NewMail For(string[] to, params byte[][] contents)
    {
        var recipients = string.Join(',', to.Select(address => $$"""{"address":"{{address}}"}"""));
        var attachments = string.Join(',', contents.Select(content => $$"""{"fileName":"f","contentType":"application/octet-stream","length":{{content.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(content))}}"}"""));
        return Mails.New(body: $$"""{"version":1,"message":{"from":{"address":"a@acme.test"},"to":[{{recipients}}],"subject":"s","text":"t"},"attachments":[{{attachments}}]}""") with
        {
            Blobs = [.. contents.Select(content => Mails.Blob(content))],
        };
    }

    protected static IErasureStore Erasure(QueueUnderTest queue) => queue.Services.GetRequiredService<IErasureStore>();

    private static async Task<string> OpenAsync(QueueUnderTest queue, Guid id) =>
        (await queue.QueryAsync($"SELECT open FROM email_job WHERE id = {queue.Literal(id)}"))[0][0] switch { string json => json, var names => string.Join(' ', (string[])names!) };
}
