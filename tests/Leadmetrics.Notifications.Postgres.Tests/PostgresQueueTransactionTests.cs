using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>Mail that is queued inside of a caller's transaction, beside one, or where nothing can be written.</summary>
public sealed class PostgresQueueTransactionTests(PeerFixture<PostgresPeer> postgres)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mail_is_queued_if_and_only_if_the_callers_transaction_commits(bool commits)
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await using var connection = await queue.Database.Admin.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            Assert.Equal(EnqueueOutcome.Queued, (await queue.Intake.EnqueueAsync(Mails.New(), transaction)).Outcome);
            Assert.Equal(EnqueueOutcome.Queued, (await queue.Intake.EnqueueAsync(Mails.New(key: "k") with { Blobs = [Mails.Blob([1, 2, 3])] }, transaction)).Outcome);
            Assert.Equal(EnqueueOutcome.Queued, await queue.Intake.EnqueueManyAsync([Mails.New(), Mails.New()], transaction));
            Assert.Empty((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
            if (commits) await transaction.CommitAsync();
        }

        Assert.Equal(commits ? 4 : 0, (await queue.Work.ClaimAsync(Mails.Ask())).Mails.Count);
        Assert.Equal(commits ? 4 : 0, await queue.CountAsync("email_message"));
        Assert.Equal(commits ? 1 : 0, await queue.CountAsync("email_idempotency"));
        // The content stands by itself, and is pruned by its day.
        Assert.Equal(1, await queue.CountAsync("email_blob"));
    }

    [Fact]
    public async Task Contents_are_of_no_callers_transaction_and_make_none_wait_for_another()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        var (one, other) = (Mails.Blob([1, 2, 3]), Mails.Blob([4, 5, 6]));
        await using var left = await queue.Database.Admin.OpenConnectionAsync();
        await using var right = await queue.Database.Admin.OpenConnectionAsync();
        await using var first = await left.BeginTransactionAsync();
        await using var second = await right.BeginTransactionAsync();

        // Crosswise and one after the other: whoever waited for the other's end would wait for ever.
        foreach (var (blob, transaction) in ((NewBlob, NpgsqlTransaction)[])[(one, first), (other, second), (other, first), (one, second)])
        {
            var enqueued = queue.Intake.EnqueueAsync(Mails.New() with { Blobs = [blob] }, transaction).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal(EnqueueOutcome.Queued, (await enqueued).Outcome);
        }

        Assert.Equal((2, 0), (await queue.CountAsync("email_blob"), await queue.CountAsync("email_job")));
        await first.CommitAsync();
        await second.CommitAsync();
        Assert.Equal((2, 4), (await queue.CountAsync("email_blob"), await queue.CountAsync("email_job")));
    }

    [Fact]
    public async Task Nothing_is_prepared_on_a_callers_connection()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await using var connection = await queue.Database.Admin.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        await queue.Intake.EnqueueAsync(Mails.New(key: "k"), transaction);
        await queue.Intake.EnqueueAsync(Mails.New(key: "k"), transaction);
        await queue.Intake.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob([1])] }, transaction);
        await queue.Intake.EnqueueManyAsync([Mails.New()], transaction);

        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_prepared_statements", connection, transaction);
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task What_is_refused_leaves_the_callers_transaction_usable_and_nothing_of_the_mail_in_it()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await using var connection = await queue.Database.Admin.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var changed = Mails.New(key: "k") with { Blobs = [Mails.Blob([1, 2, 3], [1, 2, 4])] };

        await Assert.ThrowsAsync<EmailMessageException>(() => queue.Intake.EnqueueAsync(changed, transaction));
        await Assert.ThrowsAsync<EmailMessageException>(() => queue.Intake.EnqueueManyAsync([changed with { IdempotencyKey = null }], transaction));
        await Assert.ThrowsAsync<StoreException>(() => queue.Intake.EnqueueManyAsync([changed with { IdempotencyKey = null, Blobs = [] }, changed with { IdempotencyKey = null, Blobs = [] }], transaction));
        Assert.Equal(EnqueueOutcome.Queued, (await queue.Intake.EnqueueAsync(Mails.New(), transaction)).Outcome);
        await transaction.CommitAsync();

        Assert.Equal((1, 1, 0, 0), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message"), await queue.CountAsync("email_idempotency"), await queue.CountAsync("email_blob")));
    }

    [Fact]
    public async Task Transaction_that_has_ended_is_of_another_database_or_of_another_kind_is_refused()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await using var connection = await queue.Database.Admin.OpenConnectionAsync();
        var ended = await connection.BeginTransactionAsync();
        await ended.CommitAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueAsync(Mails.New(), ended));
        await ended.DisposeAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueAsync(Mails.New(), ended));

        await using var elsewhere = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(queue.Database.ConnectionString) { Database = "template1", Pooling = false }.ToString());
        await elsewhere.OpenAsync();
        await using (var foreign = await elsewhere.BeginTransactionAsync()) await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueAsync(Mails.New(), foreign));
        Assert.Equal(0, await queue.CountAsync("email_job"));
    }

    [Fact]
    public async Task Of_a_hundred_parallel_transactions_under_one_key_of_which_half_roll_back_one_mail_stays()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(queue.Database.ConnectionString) { MaxPoolSize = 20, Timeout = 60 }.ToString());

        var given = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var enqueued = await queue.Intake.EnqueueAsync(Mails.New(key: "order-1"), transaction);
            if (i % 2 == 0) await transaction.CommitAsync();
            else await transaction.RollbackAsync();
            return (Committed: i % 2 == 0, Enqueued: enqueued);
        }));

        var queued = Assert.Single(given, one => one is { Committed: true, Enqueued.Outcome: EnqueueOutcome.Queued }).Enqueued;
        Assert.All(given.Where(one => one is { Committed: true }), one => Assert.Equal(queued.Id, one.Enqueued.Id));
        Assert.Equal(queued.Id, Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails).Lease.Id);
        Assert.Equal((1, 1), (await queue.CountAsync("email_message"), await queue.CountAsync("email_idempotency")));
    }

    [Fact]
    public async Task Read_only_database_says_so_and_accepts_nothing()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        var host = queue.OpenHost(connection => connection.Options = "-c default_transaction_read_only=on");
        var store = host.GetRequiredService<IQueueIntakeStore>();

        foreach (var call in (Func<Task>[])[
            () => store.EnqueueAsync(Mails.New()), () => store.EnqueueAsync(Mails.New(key: "k")), () => store.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob([1])] }),
            () => store.EnqueueManyAsync([Mails.New()])])
        {
            var error = await Assert.ThrowsAsync<StoreException>(call);
            Assert.Equal(StoreFailure.Unavailable, error.Failure);
            Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal((0, 0), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message")));
    }

    [Fact]
    public async Task Claim_waits_for_a_pause_that_is_under_way_and_sees_it_when_it_has_committed()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await queue.EnqueueAsync(Mails.New());
        await using var connection = await queue.Database.Admin.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var pause = new NpgsqlCommand(
            $"""
             SELECT pg_advisory_xact_lock(hashtextextended('leadmetrics.notifications/{queue.Database.Schema}/queue', 0));
             INSERT INTO {queue.Database.Schema}.email_tenant (tenant_id, paused_at) VALUES ('acme', now())
             """,
            connection,
            transaction);
        await pause.ExecuteNonQueryAsync();

        var host = queue.OpenHost(c => c.ApplicationName = queue.Database.Schema);
        var claiming = host.GetRequiredService<IQueueWorkStore>().ClaimAsync(Mails.Ask());
        while ((long)(await queue.Database.ExecuteAsync($"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '{queue.Database.Schema}'"))! == 0)
        {
            Assert.False(claiming.IsCompleted, "It did not wait.");
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        await transaction.CommitAsync();
        Assert.Empty((await claiming).Mails);
    }
}
