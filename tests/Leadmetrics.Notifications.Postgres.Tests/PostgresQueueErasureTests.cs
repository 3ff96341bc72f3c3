using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>A recipient's traces in the queue.</summary>
public sealed class PostgresQueueErasureTests(PeerFixture<PostgresPeer> postgres) : QueueErasureConformance
{
    private const string Bury = "INSERT INTO {0}.email_dead (tenant_id, id, retain_day, lane, died_at, reason, attempt, fence, on_uncertain, open) SELECT tenant_id, id, retain_day, lane, now(), 0, 1, 1, 0, open FROM {0}.email_job; DELETE FROM {0}.email_job";

    private const string Requeue = "INSERT INTO {0}.email_job (tenant_id, id, retain_day, lane, state, run_at, expires_at, attempt, crashes, fence, phase, on_uncertain, open) SELECT tenant_id, id, retain_day, lane, 0, now(), now() + interval '1 hour', 0, 0, 2, 0, 0, open FROM {0}.email_dead; DELETE FROM {0}.email_dead";

    [Fact]
    public async Task Mail_for_the_recipient_alone_goes_and_of_mail_to_several_it_is_not_open_any_more()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        var (alone, both, other) = (For("Jane@Customer.TEST"), For("jane@customer.test", "sales@customer.test"), For("mary.jane@customer.test"));
        await queue.EnqueueAsync(alone, both, other, For("jane@customer.test") with { Tenant = Mails.Globex });

        Assert.Equal(new ErasedRecipient(0) { Mails = 1 }, await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, Trace));

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

        Assert.Equal(new ErasedRecipient(0) { Mails = 1, Texts = 3 }, await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, Trace));

        Assert.Equal(0, await queue.CountAsync("email_message", $"id = '{sent.Id}'"));
        Assert.Equal("""[{"to":"sales@customer.test","outcome":1,"code":550,"text":""}]""", Assert.Single(await queue.QueryAsync($"SELECT recipients::text FROM email_attempt WHERE mail_id = '{dead.Id}' AND detail IS NULL"))[0]);
        Assert.Equal("sales@customer.test", Assert.Single(await queue.QueryAsync("SELECT array_to_string(open, ' ') FROM email_dead WHERE detail IS NULL"))[0]);
        Assert.Equal(new ErasedRecipient(0), await queue.Database.Erasure.EraseRecipientAsync(Mails.Acme, Trace));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Mail_that_somebody_moves_at_the_moment_loses_the_recipient_where_it_comes_to_be(bool requeued, bool alone)
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await queue.EnqueueAsync(alone ? For(Jane) : For(Jane, Sales));
        if (requeued) await queue.Database.ExecuteAsync(Bury.Replace("{0}", queue.Database.Schema, StringComparison.Ordinal));

        await BesideAsync(queue, requeued ? Requeue : Bury, host => host.EraseRecipientAsync(Mails.Acme, Trace));

        Assert.Equal((alone ? 0 : 1, 0), (await queue.CountAsync(requeued ? "email_job" : "email_dead"), await queue.CountAsync(requeued ? "email_dead" : "email_job")));
        if (!alone) Assert.Equal(Sales, Assert.Single(await queue.QueryAsync($"SELECT array_to_string(open, ' ') FROM {(requeued ? "email_job" : "email_dead")}"))[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mail_of_an_erased_tenant_that_somebody_moves_at_the_moment_goes_with_the_others(bool requeued)
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await queue.FloodAsync(Mails.Acme, 3);
        if (requeued) await queue.Database.ExecuteAsync(Bury.Replace("{0}", queue.Database.Schema, StringComparison.Ordinal));

        await BesideAsync(queue, requeued ? Requeue : Bury, host => host.EraseTenantAsync(Mails.Acme));

        Assert.Equal((0, 0, 0), (await queue.CountAsync("email_job"), await queue.CountAsync("email_dead"), await queue.CountAsync("email_tenant")));
    }

    [Fact]
    public async Task Content_that_a_mail_not_yet_committed_names_stays()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        byte[] content = [1, 2, 3];
        await queue.EnqueueAsync(For([Jane], content));
        await using var connection = await queue.Database.Admin.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await queue.Intake.EnqueueAsync(For([Sales], content), transaction);

        var erasing = Waiting(queue).EraseRecipientAsync(Mails.Acme, Trace);
        await WaitAsync(queue, erasing);
        await transaction.CommitAsync();
        await erasing;

        Assert.Equal(1, await queue.CountAsync("email_blob"));
    }

    protected override async Task<QueueUnderTest> CreateAsync() => await PostgresQueueUnderTest.CreateAsync(postgres);

    // Erases while a transaction that has moved every mail has not ended, which it does as soon as the erasure waits for it.
    private static async Task BesideAsync(PostgresQueueUnderTest queue, string move, Func<IErasureStore, Task> erase)
    {
        await using var connection = await queue.Database.Admin.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using (var moving = new NpgsqlCommand(move.Replace("{0}", queue.Database.Schema, StringComparison.Ordinal), connection, transaction)) await moving.ExecuteNonQueryAsync();
        var erasing = erase(Waiting(queue));
        await WaitAsync(queue, erasing);
        await transaction.CommitAsync();
        await erasing;
    }

    private static IErasureStore Waiting(PostgresQueueUnderTest queue) => queue.OpenHost(c => c.ApplicationName = queue.Database.Schema).GetRequiredService<IErasureStore>();

    private static async Task WaitAsync(PostgresQueueUnderTest queue, Task erasing)
    {
        while ((long)(await queue.Database.ExecuteAsync($"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '{queue.Database.Schema}'"))! == 0)
        {
            Assert.False(erasing.IsCompleted, "It did not wait.");
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static NewMail For(params string[] to) => For(to, []);
}
