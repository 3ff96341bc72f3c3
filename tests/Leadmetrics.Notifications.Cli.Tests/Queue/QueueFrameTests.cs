using Leadmetrics.Notifications.Cli.Queue;
using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.Cli.Tests.Queue;

public sealed class QueueFrameTests
{
    [Theory]
    [InlineData(0, 1000, "[..............................]   0 %  0 of 1000 mails   0.0/s")]
    [InlineData(500, 500, "[###############...............]  50 %  500 of 1000 mails   50.0/s, 10 s left")]
    [InlineData(9999, 1, "[#############################.]  99 %  9999 of 10000 mails   999.9/s, 1 s left")]
    [InlineData(1000, 0, "[##############################] 100 %  1000 of 1000 mails   100.0/s")]
    [InlineData(0, 0, "[##############################] 100 %  0 of 0 mails   0.0/s")]
    public void The_bar_tells_the_share_and_is_full_only_when_nothing_is_left(int done, int pending, string bar)
    {
        var now = new QueueSample(10, new QueueStatus { Ready = pending }, done, 0);
        Assert.Equal(bar, QueueFrame.Of(now, default(QueueSample) with { Status = new QueueStatus() })[0]);
    }

    [Fact]
    public void Counts_age_and_pause_are_told()
    {
        var status = new QueueStatus { Ready = 4, Scheduled = 3, Sending = 2, Held = 1, Dead = 7, OldestReady = TimeSpan.FromSeconds(61), Paused = true };
        var lines = QueueFrame.Of(new QueueSample(5, status, 20, 5), new QueueSample(4, status, 10, 5));
        Assert.Equal("ready 4   scheduled 3   sending 2   oldest 1 min 1 s", lines[1]);
        Assert.Equal("sent 20   failed 5   held 1   dead 7", lines[2]);
        Assert.Equal("paused", lines[3]);
        Assert.Contains("10.0/s", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min 0 s")]
    [InlineData(3_661, "1 h 1 min")]
    [InlineData(180_000, "2 d 2 h")]
    public void An_age_has_its_two_largest_units(double seconds, string age) => Assert.Equal(age, QueueStatusView.Age(TimeSpan.FromSeconds(seconds)));
}
