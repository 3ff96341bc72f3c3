using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Notifications.Queue.Storing;
using static Leadmetrics.Integration.Queue.Checking.HandMadeRun;

namespace Leadmetrics.Integration.Queue.Checking;

/// <summary>Dead letters that nothing in a run excuses are found.</summary>
public sealed class BurialCheckTests
{
    private readonly HandMadeRun _run = new();

    private IReadOnlyCollection<string> Found
    {
        get
        {
            new BurialCheck(_run.Outcome, _run.Findings).Run();
            return _run.Findings.All;
        }
    }

    [Fact]
    public void A_mail_over_which_three_processes_died_may_be_dead()
    {
        Bury(Producers.Deadly + "-1", losses: 3, DeadReason.Poison);

        Assert.Empty(Found);
    }

    [Theory]
    [InlineData(2, DeadReason.Poison)]
    [InlineData(3, DeadReason.Rejected)]
    [InlineData(0, DeadReason.Expired)]
    public void A_mail_that_is_dead_for_another_reason_is_found(int losses, DeadReason reason)
    {
        Bury("innocent", losses, reason);

        Assert.Contains($"is dead ({reason}) behind {losses} lost leases", Assert.Single(Found));
    }

    [Fact]
    public void A_mail_that_kills_and_is_not_buried_is_found()
    {
        _run.Sent(Producers.Deadly + "-1");

        Assert.EndsWith("kills whoever sends it, and is not buried", Assert.Single(Found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_that_was_cancelled_is_found()
    {
        _run.Tried(_run.Queued("gone"), 1, AttemptOutcome.Cancelled, One, 1);

        Assert.EndsWith("was cancelled, and nobody asked for it", Assert.Single(Found), StringComparison.Ordinal);
    }

    private void Bury(string subject, int losses, DeadReason reason)
    {
        var id = _run.Queued(subject);
        for (var fence = 1; fence <= losses; fence++) _run.Tried(id, fence, AttemptOutcome.LeaseLost, One, fence);
        _run.Died(id, reason);
    }
}
