using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Queue.Sending;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

public sealed class SchedulesTests
{
    private static readonly TimeSpan Days = TimeSpan.FromDays(3);

    [Theory]
    [InlineData(0, 0.0, 15)]
    [InlineData(0, 1.0, 30)]
    [InlineData(1, 1.0, 60)]
    [InlineData(4, 0.5, 360)]
    [InlineData(9, 1.0, 15_360)]
    [InlineData(10, 1.0, 21_600)]
    [InlineData(10, 0.0, 10_800)]
    [InlineData(1000, 1.0, 21_600)]
    public void A_mail_is_tried_again_after_twice_as_long_each_time(int attempt, double jitter, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.After(attempt, TimeSpan.Zero, Days, jitter));

    [Fact]
    public void It_is_not_tried_before_the_servers_hint_nor_behind_its_end()
    {
        Assert.Equal(TimeSpan.FromMinutes(20), RetrySchedule.After(0, TimeSpan.FromMinutes(20), Days, 1));
        Assert.Equal(TimeSpan.FromHours(6), RetrySchedule.After(20, TimeSpan.FromSeconds(10), Days, 1));
        Assert.Equal(TimeSpan.FromMinutes(3), RetrySchedule.After(0, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(3), 1));
        Assert.Equal(TimeSpan.FromSeconds(1), RetrySchedule.After(5, TimeSpan.Zero, TimeSpan.FromSeconds(1), 1));
        Assert.Equal(TimeSpan.Zero, RetrySchedule.After(5, TimeSpan.Zero, TimeSpan.FromSeconds(-1), 1));
    }

    [Fact]
    public void A_greylisted_mail_waits_five_minutes_and_a_hint_goes_before()
    {
        var minutes = TimeSpan.FromMinutes(5);
        Assert.Equal(minutes, RetrySchedule.LeastOf(Mails.Greylisted, []));
        Assert.Equal(TimeSpan.FromSeconds(90), RetrySchedule.LeastOf(Mails.Greylisted with { RetryAfter = TimeSpan.FromSeconds(90) }, []));
        Assert.Equal(minutes, RetrySchedule.LeastOf(Mails.Greylisted with { Response = new ServerResponse(451, "4.7.1", "Please wait") }, []));
        Assert.Equal(minutes, RetrySchedule.LeastOf(Mails.Greylisted with { Response = new ServerResponse(421, null, "Later"), Remedy = Remedies.Greylisted }, []));
        Assert.Equal(TimeSpan.Zero, RetrySchedule.LeastOf(Mails.Greylisted with { Response = new ServerResponse(452, "4.2.2", "Mailbox full") }, []));
        Assert.Equal(TimeSpan.Zero, RetrySchedule.LeastOf(Mails.Unknown with { Response = new ServerResponse(550, "5.7.1", "No greylisting for you") }, []));
        Assert.Equal(minutes, RetrySchedule.LeastOf(null, [Mails.Of("a@b", RecipientOutcome.Accepted), Mails.Of("c@d", RecipientOutcome.Deferred, new ServerResponse(450, null, "Greylisting in action"))]));
        Assert.Equal(TimeSpan.Zero, RetrySchedule.LeastOf(null, [Mails.Of("c@d", RecipientOutcome.Deferred, null)]));
    }

    [Theory]
    [InlineData(0, true, 300)]
    [InlineData(1, true, 900)]
    [InlineData(2, true, 3600)]
    [InlineData(3, true, null)]
    [InlineData(90, true, null)]
    [InlineData(3, false, 3600)]
    [InlineData(90, false, 3600)]
    public void A_refused_login_is_tried_three_times_and_then_not_before_an_edit(int step, bool isRow, int? seconds)
    {
        foreach (var kind in (FailureKind[])[FailureKind.Authentication, FailureKind.NeedsReauthorization])
        {
            Assert.Equal(seconds, BreakerSchedule.After(Mails.Refused with { Kind = kind }, step, isRow, 0.3)?.TotalSeconds);
        }
    }

    [Theory]
    [InlineData(0, 0.0, 15)]
    [InlineData(0, 1.0, 30)]
    [InlineData(3, 1.0, 240)]
    [InlineData(5, 1.0, 900)]
    [InlineData(90, 0.0, 450)]
    public void A_broken_account_waits_for_minutes(int step, double jitter, int seconds)
    {
        Assert.Equal(seconds, BreakerSchedule.After(Mails.Unreachable, step, true, jitter)!.Value.TotalSeconds);

        // A clock that is wrong: a login that passes by itself.
        Assert.Equal(seconds, BreakerSchedule.After(Mails.Refused with { Outcome = SendOutcome.Deferred }, step, true, jitter)!.Value.TotalSeconds);
    }

    [Fact]
    public void Throttling_waits_as_long_as_the_server_says()
    {
        Assert.Equal(TimeSpan.FromSeconds(90), BreakerSchedule.After(Mails.Throttled(TimeSpan.FromSeconds(90)), 7, true, 0.1));
        Assert.Equal(TimeSpan.FromSeconds(1), BreakerSchedule.After(Mails.Throttled(TimeSpan.Zero), 0, true, 0.1));
        Assert.Equal(TimeSpan.FromDays(1), BreakerSchedule.After(Mails.Throttled(TimeSpan.FromDays(9)), 0, true, 0.1));
        Assert.Equal(TimeSpan.FromSeconds(60), BreakerSchedule.After(Mails.Throttled(), 0, true, 1));
        Assert.Equal(TimeSpan.FromSeconds(30), BreakerSchedule.After(Mails.Throttled(), 0, true, 0));
        Assert.Equal(TimeSpan.FromHours(1), BreakerSchedule.After(Mails.Throttled(), 90, true, 1));
    }

    [Theory]
    [InlineData("5.4.5", "Limit exceeded")]
    [InlineData("5.7.1", "Daily SMTP relay sending limit exceeded for user")]
    [InlineData(null, "You have sent 2000 messages per day")]
    public void A_daily_quota_waits_for_an_hour_at_least(string? enhanced, string text)
    {
        var quota = Mails.Throttled(TimeSpan.FromSeconds(60)) with { Response = new ServerResponse(550, enhanced, text) };

        Assert.Equal(TimeSpan.FromHours(1), BreakerSchedule.After(quota, 0, true, 0));
        Assert.Equal(TimeSpan.FromHours(5), BreakerSchedule.After(quota with { RetryAfter = TimeSpan.FromHours(5) }, 0, true, 0));
    }

    [Fact]
    public void What_fails_otherwise_than_before_begins_anew()
    {
        Assert.True(BreakerSchedule.IsSameTrouble(FailureKind.Authentication, FailureKind.NeedsReauthorization));
        Assert.True(BreakerSchedule.IsSameTrouble(FailureKind.Connect, FailureKind.Tls));
        Assert.False(BreakerSchedule.IsSameTrouble(FailureKind.Connect, FailureKind.Authentication));
        Assert.False(BreakerSchedule.IsSameTrouble(FailureKind.Throttled, FailureKind.Connect));
    }
}
