using Leadmetrics.Chaos.Checking;
using Leadmetrics.Notifications;
using static Leadmetrics.Integration.Queue.Checking.HandMadeRun;

namespace Leadmetrics.Integration.Queue.Checking;

/// <summary>What no live mail may go through is found as it happens; what nobody could have done sooner is not.</summary>
public sealed class WatcherTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private readonly Findings _findings = new();
    private readonly Guid _id = Guid.NewGuid();
    private TimeSpan _working = TimeSpan.FromMinutes(1);
    private TimeSpan? _gone;
    private readonly Watcher _watcher;

    public WatcherTests() => _watcher = new Watcher(null!, () => _working, _ => _gone, Lease, _findings);

    [Fact]
    public void A_mail_that_goes_from_worker_to_worker_under_new_fences_is_in_order()
    {
        _watcher.Look([Leased(1, One)]);
        _watcher.Look([Leased(1, One, lapsed: 4.9)]);
        _watcher.Look([Ready(1)]);
        _watcher.Look([Leased(2, Two)]);
        _watcher.Look([]);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void A_fence_that_goes_back_is_found()
    {
        _watcher.Look([Ready(2)]);
        _watcher.Look([Leased(1, One)]);

        Assert.Equal($"acme/{_id}: fence 1 behind 2", Assert.Single(_findings.All));
    }

    [Fact]
    public void Two_workers_under_one_fence_are_found_though_the_mail_was_free_between()
    {
        _watcher.Look([Leased(1, One)]);
        _watcher.Look([Ready(1)]);
        _watcher.Look([Leased(1, Two)]);

        Assert.Equal($"acme/{_id}: fence 1 is held by {NameOf(One)} and by {NameOf(Two)}", Assert.Single(_findings.All));
    }

    [Fact]
    public void A_lease_that_ended_more_than_five_seconds_ago_is_found_once()
    {
        _watcher.Look([Leased(1, One, lapsed: 5.1)]);
        _watcher.Look([Leased(1, One, lapsed: 5.4)]);

        Assert.Contains("not taken back 5.1 s after its lease", Assert.Single(_findings.All));
        Assert.Equal(5.4, _watcher.LongestLapsed, 3);
    }

    [Fact]
    public void A_lease_that_ended_while_nobody_worked_is_none_of_the_workers_faults()
    {
        _working = TimeSpan.FromSeconds(4);

        _watcher.Look([Leased(1, One, lapsed: 60)]);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void A_mail_that_a_process_holds_that_is_long_gone_is_found_whatever_its_lease_says()
    {
        _gone = Lease + TimeSpan.FromSeconds(7.1);

        _watcher.Look([Leased(1, One, lapsed: -600)]);

        Assert.Contains("still held 13.1 s after the end of its worker machine/101/00ff00ff", Assert.Single(_findings.All));
    }

    [Fact]
    public void A_mail_whose_worker_has_just_gone_is_in_order()
    {
        _gone = Lease + TimeSpan.FromSeconds(6.9);

        _watcher.Look([Leased(1, One, lapsed: -600)]);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void A_mail_that_is_claimed_during_a_pause_is_found_whether_it_is_still_held_or_was_tried()
    {
        var check = new PauseCheck(new TenantId("acme"), At(0).UtcDateTime, [Leased(1, One)]);

        check.Run([Leased(1, One)], [new AttemptRow("acme", _id, At(1).UtcDateTime, 1, NameOf(One), 0)], _findings);
        Assert.Empty(_findings.All);

        check.Run([Leased(2, Two)], [], _findings);
        check.Run([], [new AttemptRow("acme", _id, At(1).UtcDateTime, 3, NameOf(One), 0)], _findings);
        Assert.Equal(
            [$"acme/{_id}: claimed under fence 2 while its tenant was paused since 00:00:00.000", $"acme/{_id}: claimed under fence 3 while its tenant was paused since 00:00:00.000"],
            _findings.All);
    }

    private JobRow Leased(long fence, string client, double lapsed = -3) => new("acme", _id, JobRow.Leased, fence, 0, 0, NameOf(client), lapsed);

    private JobRow Ready(long fence) => new("acme", _id, JobRow.Ready, fence, 0, 0, null, null);
}
