using Leadmetrics.Notifications.Cli.Queue;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.Cli.Tests.Queue;

public sealed class QueueWatchTests : IDisposable
{
    private static readonly DateTimeOffset Eight = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeScreen _screen = new();
    private readonly TickingClock _clock = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public async Task It_is_redrawn_in_place_until_nothing_is_left()
    {
        var queue = new FakeMailQueue(
            (new QueueStatus { Ready = 4 }, [new QueueHour(Eight, 100, 10, 0)]),
            (new QueueStatus { Ready = 1, Sending = 1 }, [new QueueHour(Eight, 101, 11, 0)]),
            (new QueueStatus(), [new QueueHour(Eight, 103, 11, 0)]));
        await WatchAsync(queue, new TenantId("acme"));

        Assert.Equal(3, queue.Looks);
        Assert.Equal(new TenantId("acme"), queue.Asked);
        Assert.Equal(3, _screen.Lines.Count);
        Assert.StartsWith("[##############################] 100 %  4 of 4 mails", _screen.Lines[0], StringComparison.Ordinal);
        Assert.Equal("sent 3   failed 1   held 0   dead 0", _screen.Lines[2]);
        Assert.Contains(_screen.Frames, frame => frame[0].StartsWith("[###############...............]  50 %  2 of 4 mails   2.0/s, 1 s left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_done_before_it_began_is_not_counted_and_a_new_hour_takes_nothing_back()
    {
        var queue = new FakeMailQueue(
            (new QueueStatus { Ready = 4 }, [new QueueHour(Eight, 100, 0, 0)]),
            (new QueueStatus { Ready = 2 }, [new QueueHour(Eight.AddHours(-1), 5000, 0, 0), new QueueHour(Eight, 102, 0, 0)]),
            (new QueueStatus(), [new QueueHour(Eight, 103, 0, 0), new QueueHour(Eight.AddHours(1), 1, 0, 0)]));
        await WatchAsync(queue);

        Assert.Equal("sent 4   failed 0   held 0   dead 0", _screen.Lines[2]);
    }

    [Fact]
    public async Task A_queue_that_is_empty_is_shown_once()
    {
        var queue = new FakeMailQueue((new QueueStatus { Dead = 3 }, [new QueueHour(Eight, 0, 0, 0)]));
        await WatchAsync(queue);
        Assert.Equal(1, queue.Looks);
        Assert.Contains("dead 3", _screen.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_and_leaves_the_last_frame()
    {
        using var stop = new CancellationTokenSource();
        var queue = new FakeMailQueue((new QueueStatus { Ready = 4 }, [new QueueHour(Eight, 0, 0, 0)]))
        {
            Looking = look =>
            {
                if (look == 2) stop.Cancel();
            },
        };
        await WatchAsync(queue, cancellationToken: stop.Token);
        Assert.Contains("ready 4", _screen.Lines[1], StringComparison.Ordinal);
        Assert.True(_screen.IsCursorShown);
    }

    private async Task WatchAsync(FakeMailQueue queue, TenantId? tenant = null, CancellationToken cancellationToken = default)
    {
        using var block = new LiveBlock(_screen, () => 120);
        var looking = queue.Looking;
        queue.Looking = look =>
        {
            looking?.Invoke(look);
            _clock.Tick();
        };
        await new QueueWatch(queue, tenant, block, _clock).RunAsync(cancellationToken);
    }
}
