using Leadmetrics.Chaos.Producing;
using Leadmetrics.Notifications.Queue.Storing;
using static Leadmetrics.Integration.Queue.Checking.HandMadeRun;

namespace Leadmetrics.Integration.Queue.Checking;

/// <summary>Faults that are planted in what a run left behind are found: what was lost, what was rolled back, what came twice under one key, what came early.</summary>
public sealed class AcceptanceCheckTests
{
    private readonly HandMadeRun _run = new();

    [Fact]
    public void A_run_in_which_everything_kept_its_promise_has_no_findings()
    {
        _run.Sent("plain");
        _run.Sent("scheduled", wanted => wanted with { SendAt = At(2) });
        _run.Called("rolled back", Fate.RolledBack);
        _run.Called("without an answer, not stored", Fate.Unknown);
        _run.Called("without an answer, stored", Fate.Unknown);
        var unanswered = _run.Stored();
        _run.Arrived(unanswered, "without an answer, stored", One, 1);
        _run.Tried(unanswered, 1, AttemptOutcome.Sent, One, 1);
        var keyed = _run.Sent("keyed", wanted => wanted with { Key = "key" });
        _run.Called("keyed", Fate.RolledBack);
        _run.Called("keyed", id: keyed);
        var twice = _run.Queued("sent twice");
        _run.Arrived(twice, "sent twice", One, 1);
        _run.Tried(twice, 1, AttemptOutcome.LeaseLost, One, 7);
        _run.Arrived(twice, "sent twice", Two, 8);
        _run.Tried(twice, 2, AttemptOutcome.Sent, Two, 8);
        _run.Live(_run.Queued("live"));
        var dead = _run.Queued("dead");
        for (var fence = 1; fence <= 3; fence++) _run.Tried(dead, fence, AttemptOutcome.LeaseLost, One, fence);
        _run.Tried(dead, 3, AttemptOutcome.Poison, One, 4);
        _run.Died(dead);

        Assert.Empty(_run.Found);
    }

    [Fact]
    public void An_acknowledged_mail_that_is_not_stored_is_found()
    {
        _run.Called("lost", id: Guid.NewGuid());

        Assert.Contains(_run.Found, finding => finding.Contains("was acknowledged, and is not stored", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mail_that_is_stored_and_neither_live_nor_ended_is_found()
    {
        _run.Queued("forgotten");

        Assert.Contains("live False, dead False, ended 0 times", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_mail_that_is_live_and_sent_is_found()
    {
        _run.Live(_run.Sent("both"));

        Assert.Contains("live True, dead False, ended 1 times", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_mail_that_is_dead_and_sent_is_found()
    {
        _run.Died(_run.Sent("both"));

        Assert.Contains("live False, dead True, ended 1 times", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_mail_that_ended_twice_is_found()
    {
        _run.Tried(_run.Sent("settled twice"), 2, AttemptOutcome.Sent, One, 3);

        Assert.Contains(_run.Found, finding => finding.Contains("ended 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mail_that_is_said_to_be_sent_and_did_not_arrive_is_found()
    {
        _run.Tried(_run.Queued("never left"), 1, AttemptOutcome.Sent, One, 1);

        Assert.Contains("is said to be sent by machine/101/00ff00ff, and did not arrive from there", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_copy_at_a_server_that_does_not_tell_from_whom_is_nobodys_lie()
    {
        var id = _run.Queued("from somebody");
        _run.Arrived(id, "from somebody", "", 1);
        _run.Tried(id, 1, AttemptOutcome.Sent, One, 1);

        Assert.Empty(_run.Found);
    }

    [Fact]
    public void A_mail_that_one_worker_says_to_have_sent_and_another_one_sent_is_found()
    {
        var id = _run.Queued("not from here");
        _run.Arrived(id, "not from here", One, 1);
        _run.Tried(id, 1, AttemptOutcome.Uncertain, One, 1);
        _run.Tried(id, 2, AttemptOutcome.Sent, Two, 2);

        Assert.Contains("is said to be sent by machine/102/00ff00ff, and did not arrive from there", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_mail_that_was_rolled_back_and_sent_is_found()
    {
        _run.Called("ghost", Fate.RolledBack);
        var id = _run.Stored();
        _run.Arrived(id, "ghost", One, 1);
        _run.Tried(id, 1, AttemptOutcome.Sent, One, 1);

        Assert.Contains(_run.Found, finding => finding == "ghost: was rolled back, and was sent");
    }

    [Fact]
    public void A_mail_that_was_rolled_back_and_is_stored_does_not_hide_behind_answers_that_were_lost()
    {
        for (var i = 0; i < 10; i++) _run.Called($"without an answer {i}", Fate.Unknown);
        var accepted = _run.Sent("ghost");
        _run.Called("ghost", Fate.RolledBack);
        var id = _run.Stored();
        _run.Arrived(id, "ghost", One, 1);
        _run.Tried(id, 1, AttemptOutcome.Sent, One, 1);

        Assert.NotEqual(accepted, id);
        Assert.Contains(_run.Found, finding => finding.Contains($"ghost ({id}): is stored and sent, though no call", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_that_nobody_asked_for_is_found()
    {
        _run.Live(_run.Stored());

        Assert.Contains("1 mails are stored; 0 were acknowledged, and of 0 more the answer was lost", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_key_that_gave_two_ids_is_found()
    {
        _run.Sent("keyed", wanted => wanted with { Key = "key" });
        _run.Sent("keyed", wanted => wanted with { Key = "key" });

        Assert.Contains(_run.Found, finding => finding.StartsWith("keyed: one key gave the ids", StringComparison.Ordinal));
        Assert.Contains(_run.Found, finding => finding.StartsWith("keyed: sent under the Message-IDs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_transaction_of_which_only_a_part_is_stored_is_found()
    {
        foreach (var subject in (string[])["first", "second"]) _run.Called(subject, Fate.Unknown, change: wanted => wanted with { Together = 1 });
        var id = _run.Stored();
        _run.Arrived(id, "first", One, 1);
        _run.Tried(id, 1, AttemptOutcome.Sent, One, 1);

        Assert.Equal("first and those queued with it: 1 of 2 arrived", Assert.Single(_run.Found));
    }

    [Fact]
    public void A_mail_that_came_before_its_time_is_found()
    {
        _run.Sent("early", wanted => wanted with { SendAt = At(2.001) });

        Assert.StartsWith("early: was due at", Assert.Single(_run.Found), StringComparison.Ordinal);
    }
}
