using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

public sealed class MailVerdictTests
{
    private const string Jane = "jane@example.net";
    private const string Joe = "joe@example.net";
    private static readonly SendTry Tried = new("row:1", "smtp", TimeSpan.FromSeconds(2), 2);
    private static readonly ClaimedMail Mail = Mails.Claimed(Jane, Joe);

    [Theory]
    [InlineData(RecipientOutcome.Accepted)]
    [InlineData(RecipientOutcome.Rejected)]
    [InlineData(RecipientOutcome.Suppressed)]
    public void A_mail_is_done_where_nobody_is_open_beside_one_who_was_accepted(RecipientOutcome other)
    {
        var report = MailVerdict.Of(Sent(RecipientOutcome.Accepted, other), Mail, Tried, 1);

        Assert.Equal((SettlementKind.Done, AttemptOutcome.Sent, null), (report.Settlement.Kind, report.Settlement.Attempt!.Outcome, report.HoldTenant));
        Assert.Equal(other == RecipientOutcome.Accepted ? 0 : 2, report.Settlement.Attempt.Recipients.Count);
        Assert.Equal(("row:1", "smtp", "id-1", 250, TimeSpan.FromSeconds(2)), (report.Settlement.Attempt.Account, report.Settlement.Attempt.Provider, report.Settlement.Attempt.ProviderMessageId, report.Settlement.Attempt.Code, report.Settlement.Attempt.Duration));
    }

    [Fact]
    public void Whoever_was_deferred_beside_an_accepted_one_is_tried_alone()
    {
        var report = MailVerdict.Of(Sent(RecipientOutcome.Accepted, RecipientOutcome.Deferred), Mail with { Attempt = 1 }, Tried, 1);

        Assert.Equal((SettlementKind.Retry, AttemptOutcome.PartlySent, TimeSpan.FromMinutes(1), null), (report.Settlement.Kind, report.Settlement.Attempt!.Outcome, report.Settlement.DueIn, report.Settlement.Pinned));
        Assert.Equal([Joe], report.Settlement.Open!);
    }

    [Fact]
    public void What_interrupted_a_send_is_told_and_its_hint_is_kept_to()
    {
        var interruption = Mails.Throttled(TimeSpan.FromMinutes(10));
        var report = MailVerdict.Of(Sent(RecipientOutcome.Accepted, RecipientOutcome.Deferred) with { Interruption = interruption }, Mail, Tried, 1);

        Assert.Equal((TimeSpan.FromMinutes(10), FailureKind.Throttled, 450), (report.Settlement.DueIn, report.Settlement.Attempt!.Kind, report.Settlement.Attempt.Code));
    }

    [Fact]
    public void Of_whom_nobody_knows_only_these_are_open_and_the_account_is_kept()
    {
        var report = MailVerdict.Of(Sent(RecipientOutcome.Accepted, RecipientOutcome.Uncertain), Mail, Tried, 1);

        Assert.Equal((SettlementKind.Retry, AttemptOutcome.Uncertain, "row:1"), (report.Settlement.Kind, report.Settlement.Attempt!.Outcome, report.Settlement.Pinned));
        Assert.Equal([Joe], report.Settlement.Open!);

        var held = MailVerdict.Of(Sent(RecipientOutcome.Accepted, RecipientOutcome.Uncertain), Mail with { OnUncertain = OnUncertain.Hold }, Tried, 1);
        Assert.Equal((SettlementKind.Hold, AttemptOutcome.Uncertain), (held.Settlement.Kind, held.Settlement.Attempt!.Outcome));
        Assert.Equal([Joe], held.Settlement.Open!);
    }

    [Fact]
    public void A_mail_that_nobody_knows_of_goes_again_through_the_same_account_or_is_held()
    {
        var again = MailVerdict.Of(Mails.Lost, Mail, Tried, null, 1);
        Assert.Equal((SettlementKind.Retry, AttemptOutcome.Uncertain, "row:1", null), (again.Settlement.Kind, again.Settlement.Attempt!.Outcome, again.Settlement.Pinned, again.Settlement.Open));

        var held = MailVerdict.Of(Mails.Lost, Mail with { OnUncertain = OnUncertain.Hold }, Tried, null, 1);
        Assert.Equal((SettlementKind.Hold, AttemptOutcome.Uncertain), (held.Settlement.Kind, held.Settlement.Attempt!.Outcome));
    }

    [Fact]
    public void What_is_refused_for_good_is_a_dead_letter()
    {
        var report = MailVerdict.Of(Mails.Unknown with { Recipients = [Mails.Of(Jane, RecipientOutcome.Rejected), Mails.Of(Joe, RecipientOutcome.Rejected)] }, Mail, Tried, null, 1);

        Assert.Equal((SettlementKind.Bury, DeadReason.Rejected, AttemptOutcome.Rejected), (report.Settlement.Kind, report.Settlement.Reason, report.Settlement.Attempt!.Outcome));
        Assert.Equal((FailureKind.RecipientRejected, SendPhase.Rcpt, 550, "5.1.1", "No such user"), (report.Settlement.Attempt.Kind, report.Settlement.Attempt.Phase, report.Settlement.Attempt.Code, report.Settlement.Attempt.EnhancedCode, report.Settlement.Attempt.Text));
        Assert.Empty(report.Settlement.Attempt.Recipients);
    }

    [Fact]
    public void Everybody_suppressed_is_a_dead_letter_of_its_own_kind()
    {
        var report = MailVerdict.Of(Mails.Unknown with { Recipients = [Mails.Of(Jane, RecipientOutcome.Suppressed)] }, Mail, Tried, null, 1);

        Assert.Equal((SettlementKind.Bury, DeadReason.Suppressed, AttemptOutcome.Suppressed), (report.Settlement.Kind, report.Settlement.Reason, report.Settlement.Attempt!.Outcome));
    }

    [Fact]
    public void A_deferred_recipient_beside_a_refused_one_is_tried_alone()
    {
        var report = MailVerdict.Of(Mails.Greylisted with { Recipients = [Mails.Of(Jane, RecipientOutcome.Rejected), Mails.Of(Joe, RecipientOutcome.Deferred)] }, Mail, Tried, null, 0);

        Assert.Equal((SettlementKind.Retry, AttemptOutcome.Deferred, TimeSpan.FromMinutes(5)), (report.Settlement.Kind, report.Settlement.Attempt!.Outcome, report.Settlement.DueIn));
        Assert.Equal([Joe], report.Settlement.Open!);
        Assert.Null(MailVerdict.Of(Mails.Greylisted with { Recipients = [Mails.Of(Jane, RecipientOutcome.Deferred), Mails.Of(Joe, RecipientOutcome.Deferred)] }, Mail, Tried, null, 0).Settlement.Open);
        Assert.Equal(TimeSpan.FromMinutes(2), MailVerdict.Of(Mails.Greylisted, Mail with { ExpiresIn = TimeSpan.FromMinutes(2) }, Tried, null, 0).Settlement.DueIn);
    }

    [Fact]
    public void A_row_that_fails_makes_its_mail_wait_without_a_try()
    {
        foreach (var failure in (EmailFailure[])[Mails.Refused, Mails.Unreachable, Mails.Throttled(), Mails.Failure(FailureKind.Unavailable, SendPhase.Greeting, SendOutcome.Rejected) with { Response = new ServerResponse(554, "5.7.1", "Blocked") }])
        {
            Waits(MailVerdict.Of(failure, Mail, Tried, TimeSpan.FromMinutes(5), 1), TimeSpan.FromSeconds(30));
            Waits(MailVerdict.Of(failure, Mail, Tried, TimeSpan.FromSeconds(7), 1), TimeSpan.FromSeconds(7));
            Waits(MailVerdict.Of(failure, Mail, Tried, TimeSpan.Zero, 1), null);
        }

        Waits(MailVerdict.Waiting(Mail, null), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_limit_makes_the_tenant_wait_and_a_mail_that_never_fits_is_a_dead_letter()
    {
        var limit = Mails.Failure(FailureKind.LimitReached, SendPhase.Resolve);

        var small = Tried with { Recipients = 1 };
        Waits(MailVerdict.Of(limit with { RetryAfter = TimeSpan.FromSeconds(40) }, Mail, small, null, 1), TimeSpan.FromSeconds(40));
        Waits(MailVerdict.Of(limit with { RetryAfter = TimeSpan.FromHours(4) }, Mail, small, null, 1), TimeSpan.FromMinutes(5));
        var never = MailVerdict.Of(limit with { Outcome = SendOutcome.Rejected }, Mail, Tried, null, 1);
        Assert.Equal((SettlementKind.Bury, DeadReason.LimitTooSmall, FailureKind.LimitReached), (never.Settlement.Kind, never.Settlement.Reason, never.Settlement.Attempt!.Kind));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(240, 5)]
    [InlineData(7200, 5)]
    public void A_mail_to_several_that_a_limit_keeps_back_leaves_smaller_ones_their_room(int wait, int hold)
    {
        var report = MailVerdict.Of(Mails.Failure(FailureKind.LimitReached, SendPhase.Resolve) with { RetryAfter = TimeSpan.FromSeconds(wait) }, Mail, Tried, null, 1);

        Assert.Equal((SettlementKind.Release, TimeSpan.FromSeconds(Math.Min(wait, 300)), TimeSpan.FromSeconds(hold)), (report.Settlement.Kind, report.Settlement.DueIn, report.HoldTenant));
    }

    [Fact]
    public void A_mail_that_ends_before_its_wait_is_due_when_it_ends()
    {
        var report = MailVerdict.Waiting(Mail with { ExpiresIn = TimeSpan.FromSeconds(8) }, TimeSpan.FromSeconds(20));

        Assert.Equal((TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(20)), (report.Settlement.DueIn, report.HoldTenant));
    }

    [Fact]
    public void What_is_missing_on_our_side_is_waited_for()
    {
        Waits(MailVerdict.Of(Mails.Failure(FailureKind.Unavailable, SendPhase.Resolve), Mail, Tried, null, 1), TimeSpan.FromSeconds(5));
        Waits(MailVerdict.Of(Mails.Failure(FailureKind.Configuration, SendPhase.Resolve, SendOutcome.Rejected), Mail, Tried, null, 1), TimeSpan.FromSeconds(30));
        Waits(MailVerdict.Unavailable(Mail), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_a_history_keeps_is_printable_and_short()
    {
        var report = MailVerdict.Of(Mails.Unknown with { Response = new ServerResponse(550, new string('5', 30), "a\0b\u202e" + new string('x', 300)) }, Mail, Tried, null, 1);

        Assert.Equal((16, 200), (report.Settlement.Attempt!.EnhancedCode!.Length, report.Settlement.Attempt.Text!.Length));
        Assert.StartsWith("a b x", report.Settlement.Attempt.Text, StringComparison.Ordinal);
        Assert.Equal("It failed.", MailVerdict.Of(Mails.Lost, Mail, Tried, null, 1).Settlement.Attempt!.Text);
    }

    [Fact]
    public void A_mail_that_was_narrowed_tells_for_whom_each_try_was()
    {
        var report = MailVerdict.Of(Mails.Greylisted with { Recipients = [Mails.Of(Joe, RecipientOutcome.Deferred)] }, Mail with { Open = [Joe] }, Tried with { Recipients = 1 }, null, 1);

        Assert.Equal(Joe, Assert.Single(report.Settlement.Attempt!.Recipients).Address);
    }

    private static void Waits(CourierReport report, TimeSpan? hold)
    {
        Assert.Equal((SettlementKind.Release, hold, hold ?? TimeSpan.Zero), (report.Settlement.Kind, report.HoldTenant, report.Settlement.DueIn));
        Assert.Null(report.Settlement.Attempt);
    }

    private static EmailSendResult Sent(RecipientOutcome jane, RecipientOutcome joe) => new()
    {
        Outcome = SendOutcome.Accepted,
        MessageId = Mail.MessageId,
        Provider = "smtp",
        ProviderMessageId = "id-1",
        ServerResponse = new ServerResponse(250, "2.0.0", "Ok"),
        Recipients = [Mails.Of(Jane, jane), Mails.Of(Joe, joe)],
    };
}
