using Leadmetrics.Notifications.Hosting.Health;
using Leadmetrics.Notifications.Tests.Providers;

namespace Leadmetrics.Notifications.Tests.Hosting.Health;

public sealed class RecentAnswerTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_store_that_hangs_is_asked_once_however_often_its_health_is_and_again_when_it_has_come_back()
    {
        var clock = new ExpiringClock();
        var answer = new RecentAnswer<int>(TimeSpan.Zero, TimeSpan.FromSeconds(2), clock);
        var (begun, silence, asked) = (new TaskCompletionSource(), new TaskCompletionSource<int>(), 0);
        Task<int> Ask(CancellationToken late)
        {
            Interlocked.Increment(ref asked);
            begun.TrySetResult();
            return silence.Task;
        }

        Task<int> GetAsync() => answer.GetAsync(Ask, TestContext.Current.CancellationToken);
        var first = GetAsync();
        await begun.Task;
        clock.Expire();
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        for (var probe = 0; probe < 10; probe++) await Assert.ThrowsAsync<TimeoutException>(GetAsync);
        Assert.Equal(1, asked);

        silence.SetResult(7);

        Assert.Equal((7, 2), (await GetAsync(), asked));
    }
}
