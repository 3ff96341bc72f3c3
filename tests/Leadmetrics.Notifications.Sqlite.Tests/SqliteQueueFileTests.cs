using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>What is SQLite's own about the queue: callers' transactions, a busy file, contents, and what wakes whom.</summary>
public sealed class SqliteQueueFileTests
{
    [Fact]
    public async Task Mail_in_a_callers_transaction_is_queued_if_that_commits_and_never_was_there_if_not()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        await using var connection = queue.Database.Connect();
        var content = new byte[300_000];
        await using (var rolledBack = connection.BeginTransaction())
        {
            Assert.Equal(EnqueueOutcome.Queued, (await queue.Intake.EnqueueAsync(Mails.New(key: "k") with { Blobs = [Mails.Blob(content)] }, rolledBack)).Outcome);
            Assert.Equal(EnqueueOutcome.Queued, await queue.Intake.EnqueueManyAsync([Mails.New(), Mails.New()], rolledBack));
            await rolledBack.RollbackAsync();
        }

        foreach (var table in (string[])["email_job", "email_message", "email_idempotency", "email_blob"]) Assert.Equal(0, await queue.CountAsync(table));
        await using (var committed = connection.BeginTransaction())
        {
            await queue.Intake.EnqueueAsync(Mails.New(key: "k") with { Blobs = [Mails.Blob(content)] }, committed);
            Assert.Empty((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
            await committed.CommitAsync();
        }

        Assert.Single((await queue.Work.ClaimAsync(Mails.Ask())).Mails);
        Assert.Equal(2, await queue.CountAsync("email_blob"));
    }

    [Fact]
    public async Task Mail_that_is_refused_leaves_nothing_of_itself_in_a_callers_transaction_and_the_rest_of_it_as_it_was()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        await using var connection = queue.Database.Connect();
        await using (var transaction = connection.BeginTransaction())
        {
            await queue.Intake.EnqueueAsync(Mails.New(), transaction);
            var content = new byte[600_000];
            await Assert.ThrowsAsync<EmailMessageException>(() => queue.Intake.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob(content, opens: [.. content.AsSpan(1), 7])] }, transaction));
            await Assert.ThrowsAsync<StoreException>(() => queue.Intake.EnqueueAsync(Mails.New() with { MessageId = "" }, transaction));
            await transaction.CommitAsync();
        }

        Assert.Equal((1, 1, 0), (await queue.CountAsync("email_job"), await queue.CountAsync("email_message"), await queue.CountAsync("email_blob")));
    }

    [Fact]
    public async Task Transaction_that_has_ended_or_belongs_to_another_file_is_refused()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        await using var other = await SqliteQueueUnderTest.CreateAsync();
        await using var connection = queue.Database.Connect();
        await using var foreign = other.Database.Connect();
        var ended = connection.BeginTransaction();
        await ended.CommitAsync();
        await using var elsewhere = foreign.BeginTransaction();

        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueAsync(Mails.New(), ended));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.Intake.EnqueueAsync(Mails.New(), elsewhere));
        Assert.Equal((0, 0), (await queue.CountAsync("email_job"), await other.CountAsync("email_job")));
    }

    [Fact]
    public async Task File_by_a_link_is_the_same_file()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        var link = Path.Combine(queue.Database.Folder, "link.db");
        File.CreateSymbolicLink(link, queue.Database.File);
        using var services = Registration.Build(builder => builder.UseSqlite(link));
        await using var connection = queue.Database.Connect();
        await using var transaction = connection.BeginTransaction();

        Assert.Equal(EnqueueOutcome.Queued, (await services.GetRequiredService<IQueueIntakeStore>().EnqueueAsync(Mails.New(), transaction)).Outcome);
    }

    [Fact]
    public async Task Busy_file_is_unavailable_to_whoever_writes_and_nothing_is_falsely_accepted()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        await queue.EnqueueAsync(Mails.New());
        var impatient = queue.Open(TimeSpan.FromMilliseconds(1));
        var lease = new MailLease(Mails.Acme, Guid.CreateVersion7(), 1);
        await using var connection = queue.Database.Connect();
        await using var transaction = connection.BeginTransaction(deferred: false);

        await Assert.AllAsync(
            (Func<Task>[])[
                () => impatient.GetRequiredService<IQueueIntakeStore>().EnqueueAsync(Mails.New()),
                () => impatient.GetRequiredService<IQueueIntakeStore>().EnqueueManyAsync([Mails.New()]),
                () => impatient.GetRequiredService<IQueueWorkStore>().ClaimAsync(Mails.Ask()),
                () => impatient.GetRequiredService<IQueueWorkStore>().RenewAsync([lease], TimeSpan.FromMinutes(1)),
                () => impatient.GetRequiredService<IQueueWorkStore>().MarkSendingAsync(lease),
                () => impatient.GetRequiredService<IBreakerStore>().CloseAsync(new AccountKey("acme", "row:1")),
                () => impatient.GetRequiredService<IQueueUpkeepStore>().PruneAsync(new QueueRetention()),
                () => impatient.GetRequiredService<IQueueAdminStore>().PauseAsync(Mails.Acme)],
            async call =>
            {
                var error = await Assert.ThrowsAsync<StoreException>(call);
                Assert.Equal(StoreFailure.Unavailable, error.Failure);
                Assert.Contains("another writer", error.Message, StringComparison.Ordinal);
            });
        await transaction.RollbackAsync();

        Assert.Equal((1, 1), (await queue.CountAsync("email_job"), await queue.CountAsync("email_job", "fence = 0")));
    }

    [Fact]
    public async Task File_that_is_not_migrated_says_so_by_every_port()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync(migrated: false);
        var lease = new MailLease(Mails.Acme, Guid.CreateVersion7(), 1);

        await Assert.AllAsync(
            (Func<Task>[])[
                () => queue.Intake.EnqueueAsync(Mails.New()),
                () => queue.Intake.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob([1])] }),
                () => queue.Intake.OpenBlobAsync(Mails.Acme, new byte[32]),
                () => queue.Work.ClaimAsync(Mails.Ask()),
                () => queue.Work.SettleAsync("w1", [new Settlement { Lease = lease, Kind = SettlementKind.Done }]),
                () => queue.Work.RescueAsync(1),
                () => queue.Breakers.ListAsync(null),
                () => queue.Wake.SetIdleAsync("w1", true),
                () => queue.Services.GetRequiredService<IQueueUpkeepStore>().PrepareAsync(2),
                () => queue.Services.GetRequiredService<IQueueAdminStore>().StatusAsync(null)],
            async call => Assert.Equal(StoreFailure.NotMigrated, (await Assert.ThrowsAsync<StoreException>(call)).Failure));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(262_144, 1)]
    [InlineData(262_145, 2)]
    [InlineData(700_000, 3)]
    public async Task Content_is_stored_once_a_tenant_in_pieces_and_read_back_as_it_was(int length, int pieces)
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        var content = new byte[length];
        new Random(7).NextBytes(content);
        var blob = Mails.Blob(content);

        await queue.EnqueueAsync(Mails.New() with { Blobs = [blob] }, Mails.New() with { Blobs = [blob with { OpenAsync = _ => throw new InvalidOperationException("It is there.") }] });

        Assert.Equal(pieces, await queue.CountAsync("email_blob"));
        await using var stream = await queue.Intake.OpenBlobAsync(Mails.Acme, blob.Sha256);
        using var read = new MemoryStream();
        await stream!.CopyToAsync(read);
        Assert.Equal(content, read.ToArray());
        Assert.Null(await queue.Intake.OpenBlobAsync(Mails.Globex, blob.Sha256));
    }

    [Fact]
    public async Task Content_that_is_not_what_it_was_hashed_from_is_refused_and_waits_on_no_connection()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        foreach (var opens in (byte[][])[[1, 2, 4], [1, 2], [1, 2, 3, 4]])
        {
            await Assert.ThrowsAsync<EmailMessageException>(() => queue.Intake.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob([1, 2, 3], opens)] }));
        }

        Assert.Equal((0, 0), (await queue.CountAsync("email_job"), await queue.CountAsync("email_blob")));
        await queue.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob([1, 2, 3])] });
        Assert.Equal(1, await queue.CountAsync("email_blob"));
    }

    [Fact]
    public async Task Content_is_read_before_the_write_lock_is_taken()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        var impatient = queue.Open(TimeSpan.FromMilliseconds(1)).GetRequiredService<IQueueIntakeStore>();
        var blob = Mails.Blob([1, 2, 3]);
        var slow = blob with
        {
            OpenAsync = async cancellationToken =>
            {
                Assert.Equal(EnqueueOutcome.Queued, (await impatient.EnqueueAsync(Mails.New(), cancellationToken: cancellationToken)).Outcome);
                return await blob.OpenAsync(cancellationToken);
            },
        };

        await queue.EnqueueAsync(Mails.New() with { Blobs = [slow] });

        Assert.Equal(2, await queue.CountAsync("email_job"));
    }

    [Fact]
    public async Task Idle_worker_of_the_process_is_woken_and_a_busy_one_is_not()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();
        var other = queue.OpenHost();
        var admin = other.GetRequiredService<IQueueAdminStore>();
        using var stop = new CancellationTokenSource();
        var woken = 0;
        var listening = queue.Wake.ListenAsync(() => { }, () => Interlocked.Increment(ref woken), stop.Token);

        await queue.EnqueueAsync(Mails.New());
        Assert.Equal(0, woken);
        await queue.Wake.SetIdleAsync("w1", true);
        await queue.EnqueueAsync(Mails.New());
        await other.GetRequiredService<IQueueIntakeStore>().EnqueueManyAsync([Mails.New()]);
        Assert.Equal(2, woken);
        await queue.EnqueueAsync(Mails.New() with { SendAt = await queue.NowAsync() + TimeSpan.FromHours(1) });
        Assert.Equal(2, woken);
        await queue.Work.SettleAsync("w1", [Mails.Bury((await queue.Work.ClaimAsync(Mails.Ask(most: 1))).Mails[0])]);
        Assert.Equal(1, await admin.RequeueAsync(Mails.Acme, null));
        await admin.ResumeAsync(Mails.Acme);
        Assert.Equal(4, woken);
        await queue.Wake.LeaveAsync("w1");
        await queue.EnqueueAsync(Mails.New());
        Assert.Equal(4, woken);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }
}
