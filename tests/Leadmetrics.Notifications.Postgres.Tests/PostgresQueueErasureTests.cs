using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>A recipient's traces in the queue.</summary>
public sealed class PostgresQueueErasureTests(PeerFixture<PostgresPeer> postgres)
{
    private static readonly RecipientTrace Jane = RecipientTrace.Of(new EmailAddress("jane@customer.test"));

    [Fact]
    public async Task Mail_for_the_recipient_alone_goes_and_of_mail_to_several_it_is_not_open_any_more()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        var (alone, both, other) = (For("Jane@Customer.TEST"), For("jane@customer.test", "sales@customer.test"), For("mary.jane@customer.test"));
        await queue.EnqueueAsync(alone, both, other, For("jane@customer.test") with { Tenant = Mails.Globex });

        Assert.Equal(new ErasedRecipient(0) { Mails = 1 }, await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, Jane));

        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails;
        Assert.Equal([both.Id, other.Id], claimed.Where(mail => mail.Lease.Tenant == Mails.Acme).Select(mail => mail.Lease.Id));
        Assert.Equal(["sales@customer.test"], claimed.Single(mail => mail.Lease.Id == both.Id).Open);
        Assert.Null(claimed.Single(mail => mail.Lease.Id == other.Id).Open);
        Assert.Equal((2, 1), (await queue.CountAsync("email_message", "tenant_id = 'acme'"), await queue.CountAsync("email_message", "tenant_id = 'globex'")));
    }

    [Fact]
    public async Task Settled_bodies_history_and_dead_letters_lose_the_recipient()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        var (sent, dead) = (For("jane@customer.test", "sales@customer.test"), For("jane@customer.test", "sales@customer.test"));
        await queue.EnqueueAsync(sent, dead);
        var claimed = (await queue.Work.ClaimAsync(Mails.Ask())).Mails.ToDictionary(mail => mail.Lease.Id);
        var tried = Mails.Try(AttemptOutcome.Rejected) with
        {
            Text = "550 <jane@customer.test>",
            Recipients = [new("jane@customer.test", RecipientOutcome.Rejected, null), new("sales@customer.test", RecipientOutcome.Rejected, new ServerResponse(550, null, "not jane@customer.test"))],
        };
        await queue.Work.SettleAsync("w1", [Mails.Done(claimed[sent.Id]), Mails.Bury(claimed[dead.Id]) with { Attempt = tried }]);

        Assert.Equal(new ErasedRecipient(0) { Mails = 1, Texts = 3 }, await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, Jane));

        Assert.Equal(0, await queue.CountAsync("email_message", $"id = '{sent.Id}'"));
        Assert.Equal("""[{"to":"sales@customer.test","outcome":1,"code":550,"text":""}]""", Assert.Single(await queue.QueryAsync($"SELECT recipients::text FROM email_attempt WHERE mail_id = '{dead.Id}' AND detail IS NULL"))[0]);
        Assert.Equal("sales@customer.test", Assert.Single(await queue.QueryAsync("SELECT array_to_string(open, ' ') FROM email_dead WHERE detail IS NULL"))[0]);
        Assert.Equal(new ErasedRecipient(0), await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, Jane));
    }

    private static NewMail For(params string[] to) =>
        Mails.New(body: """{"version":1,"message":{"from":{"address":"a@acme.test"},"to":[""" + string.Join(',', to.Select(address => $"{{\"address\":\"{address}\"}}")) + """],"subject":"s","text":"t"}}""");
}
