using Leadmetrics.Notifications.Queue.Storing;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>What every <see cref="IQueueWakeFeed"/> keeps of workers.</summary>
public abstract class QueueWakeConformance
{
    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task Worker_that_says_nothing_for_a_while_is_forgotten_and_the_others_are_not()
    {
        await using var queue = await CreateAsync();
        await queue.Wake.SetIdleAsync("dead", true);
        await queue.Wake.SetIdleAsync("alive", true);
        await queue.AdvanceAsync(TimeSpan.FromMinutes(5));
        await queue.Wake.SetIdleAsync("alive", false);

        Assert.Equal(0, await queue.Wake.ForgetAsync(TimeSpan.FromMinutes(10)));
        Assert.Equal(1, await queue.Wake.ForgetAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal(0, await queue.Wake.ForgetAsync(TimeSpan.FromMinutes(2)));

        await queue.Wake.LeaveAsync("alive");
        await queue.Wake.LeaveAsync("alive");
        Assert.Equal(0, await queue.Wake.ForgetAsync(TimeSpan.Zero));
    }

    [Fact]
    public async Task Listening_says_when_it_has_begun_and_ends_when_it_is_cancelled()
    {
        await using var queue = await CreateAsync();
        using var end = new CancellationTokenSource();
        var listening = new TaskCompletionSource();

        var run = queue.Wake.ListenAsync(listening.SetResult, () => { }, end.Token);
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }
}
