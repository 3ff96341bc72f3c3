using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>The tables of days.</summary>
public sealed class PostgresQueueDaysTests(PeerFixture<PostgresPeer> postgres)
{
    [Fact]
    public async Task Days_are_made_ahead_and_what_was_queued_before_moves_there()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await queue.FloodAsync(Mails.Acme, 3);
        Assert.Equal(3, await queue.CountAsync("email_message_default"));

        await Upkeep(queue).PrepareAsync(2);

        Assert.Equal((43L, 3L), (await CountDaysAsync(queue, "email_message"), await CountDaysAsync(queue, "email_attempt")));
        Assert.Equal((0, 3), (await queue.CountAsync("email_message_default"), await queue.CountAsync("email_message")));
        await queue.FloodAsync(Mails.Acme, 1);
        Assert.Equal(0, await queue.CountAsync("email_message_default"));
    }

    [Fact]
    public async Task Day_with_much_in_the_default_partition_gets_no_table_and_goes_row_by_row()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await queue.FloodAsync(Mails.Acme, 2001);

        await Upkeep(queue).PrepareAsync(0);

        Assert.Equal((40L, 2001L), (await CountDaysAsync(queue, "email_message"), await queue.CountAsync("email_message_default")));
        await queue.QueryAsync("DELETE FROM email_job; UPDATE email_message_default SET retain_day = current_date - 1");
        Assert.Equal(2001, await Upkeep(queue).PruneAsync(new QueueRetention()));
    }

    [Fact]
    public async Task Past_day_is_dropped_when_nothing_refers_to_it_and_a_reader_is_not_waited_for()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await queue.QueryAsync(
            """
            CREATE TABLE email_message_20200101 PARTITION OF email_message FOR VALUES FROM ('2020-01-01') TO ('2020-01-02');
            CREATE TABLE email_message_20200102 PARTITION OF email_message FOR VALUES FROM ('2020-01-02') TO ('2020-01-03');
            CREATE TABLE email_attempt_20200101 PARTITION OF email_attempt FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-01-02 00:00+00');
            INSERT INTO email_dead SELECT 'acme', gen_random_uuid(), '2020-01-02', 0, now(), 0, 1, 1, 0
            """);
        await using (var reader = await queue.Database.Admin.OpenConnectionAsync())
        await using (var transaction = await reader.BeginTransactionAsync())
        await using (var read = new Npgsql.NpgsqlCommand($"SELECT count(*) FROM {queue.Database.Schema}.email_message", reader, transaction))
        {
            await read.ExecuteScalarAsync();
            Assert.Equal(1, await Upkeep(queue).PruneAsync(new QueueRetention()));
            Assert.Equal((2L, 0L), (await CountDaysAsync(queue, "email_message"), await CountDaysAsync(queue, "email_attempt")));
        }

        Assert.Equal(1, await Upkeep(queue).PruneAsync(new QueueRetention()));
        Assert.Equal(1, await CountDaysAsync(queue, "email_message"));
        await queue.QueryAsync("DELETE FROM email_dead");
        Assert.Equal(1, await Upkeep(queue).PruneAsync(new QueueRetention()));
        Assert.Equal(0, await CountDaysAsync(queue, "email_message"));
    }

    private static IQueueUpkeepStore Upkeep(PostgresQueueUnderTest queue) => queue.Services.GetRequiredService<IQueueUpkeepStore>();

    private static async Task<long> CountDaysAsync(PostgresQueueUnderTest queue, string table) =>
        (long)(await queue.QueryAsync($"SELECT count(*) - 1 FROM pg_inherits WHERE inhparent = '{table}'::regclass"))[0][0]!;
}
