using Leadmetrics.Chaos.Producing;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using static Leadmetrics.Integration.Queue.Checking.HandMadeRun;

namespace Leadmetrics.Integration.Queue.Checking;

/// <summary>Copies and histories that no promise allows are found.</summary>
public sealed class CopyCheckTests
{
    private readonly HandMadeRun _run = new();

    [Fact]
    public void A_copy_without_a_recorded_reason_is_found()
    {
        var id = _run.Sent("twice");
        _run.Arrived(id, "twice", One, 3);

        Assert.Contains(_run.Found, finding => finding.StartsWith($"twice ({id}): 2 copies, 0 recorded reasons", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_copy_of_a_mail_that_is_rather_held_is_found_whatever_is_recorded()
    {
        var id = _run.Queued("held", wanted => wanted with { OnUncertain = OnUncertain.Hold });
        _run.Arrived(id, "held", One, 1);
        _run.Tried(id, 1, AttemptOutcome.Uncertain, One, 1);
        _run.Arrived(id, "held", Two, 2);
        _run.Tried(id, 2, AttemptOutcome.Sent, Two, 2);

        Assert.Contains("to be held: 2 copies, 1 recorded reasons", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_copy_of_a_worker_that_tells_of_no_try_is_found_though_others_tell_of_reasons()
    {
        var id = _run.Queued("stale");
        _run.Arrived(id, "stale", Two, 1);
        _run.Tried(id, 1, AttemptOutcome.Uncertain, One, 2);
        _run.Arrived(id, "stale", One, 3);
        _run.Tried(id, 2, AttemptOutcome.Sent, One, 3);

        Assert.StartsWith($"stale ({id}): 1 copies from {Two} (process 102), of which 0 tries tell", Assert.Single(_run.Found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_that_a_worker_sent_long_after_its_lease_was_lost_is_found()
    {
        var id = _run.Queued("thawed");
        _run.Tried(id, 1, AttemptOutcome.LeaseLost, One, 7);
        _run.Arrived(id, "thawed", Two, 8);
        _run.Tried(id, 2, AttemptOutcome.Sent, Two, 8);
        _run.Arrived(id, "thawed", One, 15);

        Assert.StartsWith($"thawed ({id}): sent by {One} (process 101) at 00:00:15.000, though its lease was lost", Assert.Single(_run.Found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_from_somebody_who_is_no_worker_is_found()
    {
        var id = _run.Sent("plain");
        _run.Tried(id, 2, AttemptOutcome.Uncertain, Two, 1);
        _run.Arrived(id, "plain", "somebody.test", 1);

        Assert.Contains($"plain ({id}): arrived from somebody.test, which is no worker", _run.Found);
    }

    [Fact]
    public void A_mail_that_arrived_and_is_not_stored_is_found()
    {
        _run.Called("erased", Fate.Unknown);
        _run.Arrived(Guid.NewGuid(), "erased", One, 1);

        Assert.EndsWith("arrived, and is not stored", Assert.Single(_run.Found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_write_under_a_fence_that_is_over_is_found(long staleFence)
    {
        var id = _run.Queued("stale");
        _run.Tried(id, 2, AttemptOutcome.LeaseLost, One, 1);
        _run.Tried(id, staleFence, AttemptOutcome.Deferred, Two, 2);
        _run.Live(id);

        Assert.Contains($"Deferred under fence {staleFence} at 00:00:02.000 by machine/102/00ff00ff, behind LeaseLost under fence 2", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_try_behind_a_mails_end_is_found()
    {
        var id = _run.Sent("done");
        _run.Tried(id, 2, AttemptOutcome.Deferred, One, 3);

        Assert.Equal($"acme/{id}: Deferred behind its end", Assert.Single(_run.Found));
    }
}
