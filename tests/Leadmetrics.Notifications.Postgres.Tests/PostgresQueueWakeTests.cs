using System.Threading.Channels;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresQueueWakeTests(PeerFixture<PostgresPeer> postgres) : QueueWakeConformance
{
    [Fact]
    public async Task Mail_wakes_while_a_worker_is_idle_and_only_mail_that_is_due()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await using var foreign = await PostgresQueueUnderTest.CreateAsync(postgres);
        using var end = new CancellationTokenSource();
        var (listening, woken) = (new TaskCompletionSource(), Channel.CreateUnbounded<bool>());
        var run = queue.OpenHost().GetRequiredService<IQueueWakeFeed>().ListenAsync(listening.SetResult, () => woken.Writer.TryWrite(true), end.Token);
        await listening.Task;

        // None of these says a word; notifications come in the order of their commits, so that the next one would show it.
        await queue.EnqueueAsync(Mails.New(), Mails.New(key: "k1"));
        await queue.FloodAsync(Mails.Acme, 3);
        await queue.Wake.SetIdleAsync("w1", true);
        await foreign.Wake.SetIdleAsync("w1", true);
        await foreign.EnqueueAsync(Mails.New());
        await queue.EnqueueAsync(Mails.New() with { SendAt = await queue.NowAsync() + TimeSpan.FromHours(1) });
        await queue.Intake.EnqueueAsync(Mails.New(key: "k1"));

        // Each of these says one.
        await queue.EnqueueAsync(Mails.New());
        await queue.EnqueueAsync(Mails.New(key: "k2"));
        await queue.FloodAsync(Mails.Acme, 3);
        for (var i = 0; i < 3; i++) await woken.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await queue.Wake.SetIdleAsync("w1", false);
        await queue.EnqueueAsync(Mails.New());
        await queue.Wake.SetIdleAsync("w1", true);
        await queue.EnqueueAsync(Mails.New());
        await woken.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(woken.Reader.TryRead(out _));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    protected override async Task<QueueUnderTest> CreateAsync() => await PostgresQueueUnderTest.CreateAsync(postgres);
}
