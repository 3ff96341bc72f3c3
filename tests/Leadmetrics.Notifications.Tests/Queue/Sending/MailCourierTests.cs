using Leadmetrics.Notifications.Queue.Bodies;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Scripted = Leadmetrics.Notifications.Tests.Queue.Sending.CourierHost.Scripted;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

public sealed class MailCourierTests : IDisposable
{
    private const string Jane = "jane@example.net";
    private const string Joe = "joe@example.net";

    private readonly Scripted _first = new();
    private readonly Scripted _second = new("sendgrid");
    private readonly CourierHost _host;

    public MailCourierTests() => _host = new CourierHost(CourierHost.Row(1, _first));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_mail_leaves_as_it_was_queued()
    {
        var mail = Mails.Claimed(new EmailMessage { To = [new(Jane)], Subject = "Grüße", Text = "Hello." }, new SendOptions { TrackOpens = true });
        var gates = 0;

        var report = await _host.DeliverAsync(mail, _ => { gates++; return ValueTask.CompletedTask; });

        var sent = Assert.Single(_first.Calls);
        Assert.Equal((mail.MessageId, mail.Date, Mails.Acme, true, "Grüße", 1), (sent.MessageId, sent.Date, sent.Tenant!.Value, sent.Options.TrackOpens!.Value, sent.Message.Subject, gates));
        Assert.Equal((SettlementKind.Done, mail.Lease, "row:1", "smtp"), (report.Settlement.Kind, report.Settlement.Lease, report.Settlement.Attempt!.Account, report.Settlement.Attempt.Provider));
        Assert.Empty(_host.Breakers.Calls);
    }

    [Fact]
    public async Task Only_those_who_are_open_get_it()
    {
        await _host.DeliverAsync(Mails.Claimed(Jane, Joe) with { Open = [Joe] });

        Assert.Equal(Joe, Assert.Single(Assert.Single(_first.Calls).Recipients).ToString());
    }

    [Fact]
    public async Task What_cannot_be_read_back_is_poison_and_reaches_nobody()
    {
        foreach (var mail in (ClaimedMail[])[Mails.Claimed(Jane) with { Body = null }, Mails.Claimed(Jane) with { Body = "{}"u8.ToArray() }, Mails.Claimed(Jane) with { MessageId = "no id" }, Mails.Claimed(Jane) with { Open = ["other@example.net"] }])
        {
            var report = await _host.DeliverAsync(mail);
            Assert.Equal((SettlementKind.Bury, DeadReason.Poison, AttemptOutcome.Poison), (report.Settlement.Kind, report.Settlement.Reason, report.Settlement.Attempt!.Outcome));
        }

        Assert.Empty(_first.Calls);
        Assert.Equal(4, _host.Log.Of(1204).Count());
    }

    [Fact]
    public async Task What_a_later_version_wrote_goes_back_untried_and_nobody_else_waits_for_it()
    {
        var mail = Mails.Claimed(Jane) with { Body = """{"version":2,"content":"of another kind"}"""u8.ToArray() };
        for (var i = 0; i < 3; i++)
        {
            var report = await _host.DeliverAsync(mail);
            Assert.Equal((SettlementKind.Release, TimeSpan.FromSeconds(30), null, null), (report.Settlement.Kind, report.Settlement.DueIn, report.Settlement.Attempt, report.HoldTenant));
        }

        Assert.Empty(_first.Calls);
        Assert.Single(_host.Log.Of(1209));
        Assert.Empty(_host.Log.Of(1204));
        Assert.Equal(TimeSpan.FromSeconds(9), (await _host.DeliverAsync(mail with { ExpiresIn = TimeSpan.FromSeconds(9) })).Settlement.DueIn);
        Assert.Equal(DeadReason.Expired, (await _host.DeliverAsync(mail with { ExpiresIn = TimeSpan.Zero })).Settlement.Reason);
    }

    [Fact]
    public async Task What_has_expired_is_buried_unsent()
    {
        var report = await _host.DeliverAsync(Mails.Claimed(Jane) with { ExpiresIn = TimeSpan.Zero });

        Assert.Equal((SettlementKind.Bury, DeadReason.Expired, AttemptOutcome.Expired), (report.Settlement.Kind, report.Settlement.Reason, report.Settlement.Attempt!.Outcome));
        Assert.Empty(_first.Calls);
    }

    [Fact]
    public async Task A_message_that_is_wrong_is_refused()
    {
        var report = await _host.DeliverAsync(Mails.Claimed("nobody"));

        Assert.Equal((SettlementKind.Bury, DeadReason.Rejected, FailureKind.MessageRejected), (report.Settlement.Kind, report.Settlement.Reason, report.Settlement.Attempt!.Kind));
    }

    [Fact]
    public async Task Suppressed_recipients_are_left_out_and_are_final_beside_an_accepted_one()
    {
        _host.List.Add(Joe);

        var report = await _host.DeliverAsync(Mails.Claimed(Jane, Joe));

        Assert.Equal(Jane, Assert.Single(Assert.Single(_first.Calls).Recipients).ToString());
        Assert.Equal(SettlementKind.Done, report.Settlement.Kind);
        Assert.Equal([RecipientOutcome.Accepted, RecipientOutcome.Suppressed], report.Settlement.Attempt!.Recipients.Select(recipient => recipient.Outcome));
        Assert.Equal(DeadReason.Suppressed, (await _host.DeliverAsync(Mails.Claimed(Joe))).Settlement.Reason);
    }

    [Fact]
    public async Task A_row_that_cannot_be_opened_makes_mail_wait_and_never_a_dead_letter()
    {
        _host.Unresolved = Mails.Failure(FailureKind.Configuration, SendPhase.Resolve, SendOutcome.Rejected);

        for (var i = 0; i < 3; i++)
        {
            var report = await _host.DeliverAsync(Mails.Claimed(Jane));
            Assert.Equal((SettlementKind.Release, TimeSpan.FromSeconds(30)), (report.Settlement.Kind, report.HoldTenant));
        }

        Assert.Single(_host.Log.Of(1205));
        Assert.Null(await _host.Courier.FindDestinationAsync(Mails.Acme, Cancel));
    }

    [Fact]
    public async Task The_next_candidate_sends_where_one_fails_and_not_where_it_judges()
    {
        _host.Candidates = [CourierHost.Row(1, _first.Failing(Mails.Unreachable)), CourierHost.Platform(_second)];

        var report = await _host.DeliverAsync(Mails.Claimed(Jane));
        Assert.Equal((SettlementKind.Done, "platform"), (report.Settlement.Kind, report.Settlement.Attempt!.Account));
        Assert.Single(_host.Log.Of(1001));

        // Its breaker is open: passed over without a word.
        await _host.DeliverAsync(Mails.Claimed(Jane));
        Assert.Equal((1, 2), (_first.Calls.Count, _second.Calls.Count));
        Assert.Single(_host.Log.Of(1001));
        Assert.Equal("sendgrid", await _host.Courier.FindDestinationAsync(Mails.Acme, Cancel));

        _second.Failing(Mails.Unknown);
        Assert.Equal(DeadReason.Rejected, (await _host.DeliverAsync(Mails.Claimed(Jane))).Settlement.Reason);
    }

    [Fact]
    public async Task Where_no_candidate_is_left_the_mail_waits_for_the_first_one()
    {
        _host.Candidates = [CourierHost.Row(1, _first.Failing(Mails.Refused)), CourierHost.Platform(_second.Failing(Mails.Throttled(TimeSpan.FromSeconds(9))))];

        var report = await _host.DeliverAsync(Mails.Claimed(Jane));

        Assert.Equal((SettlementKind.Release, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9)), (report.Settlement.Kind, report.Settlement.DueIn, report.HoldTenant));
        Assert.Equal([(Mails.Acme.Value, "row:1"), ("", "platform")], _host.Breakers.Open.Select(breaker => (breaker.Account.Tenant, breaker.Account.Account)));
    }

    [Fact]
    public async Task A_connection_that_is_lost_over_a_message_counts_as_a_try_whatever_the_other_candidates_do()
    {
        _host.Candidates = [CourierHost.Row(1, _first.Failing(Mails.Failure(FailureKind.Unavailable, SendPhase.Data))), CourierHost.Row(2, _second.Failing(Mails.Unreachable))];

        var report = await _host.DeliverAsync(Mails.Claimed(Jane) with { Attempt = 2 });

        Assert.Equal((SettlementKind.Retry, AttemptOutcome.Deferred, "row:1", TimeSpan.FromMinutes(2)), (report.Settlement.Kind, report.Settlement.Attempt!.Outcome, report.Settlement.Attempt.Account, report.Settlement.DueIn));
        Assert.Equal(["open row:2 0"], _host.Breakers.Calls);
    }

    [Fact]
    public async Task Throttling_behind_the_end_of_a_message_goes_to_the_next_candidate_with_the_next_try()
    {
        _host.Candidates = [CourierHost.Row(1, _first.Failing(Mails.Throttled() with { Phase = SendPhase.Replied })), CourierHost.Row(2, _second)];

        var report = await _host.DeliverAsync(Mails.Claimed(Jane));

        Assert.Equal((SettlementKind.Release, null), (report.Settlement.Kind, report.HoldTenant));
        Assert.Equal(SettlementKind.Done, (await _host.DeliverAsync(Mails.Claimed(Jane))).Settlement.Kind);
        Assert.Equal((1, 1), (_first.Calls.Count, _second.Calls.Count));
    }

    [Fact]
    public async Task A_pinned_mail_keeps_to_its_account_as_long_as_there_is_one()
    {
        _host.Candidates = [CourierHost.Row(1, _first), CourierHost.Row(2, _second.Failing(Mails.Unreachable))];

        Assert.Equal(SettlementKind.Release, (await _host.DeliverAsync(Mails.Claimed(Jane) with { Pinned = "row:2" })).Settlement.Kind);
        Assert.Empty(_first.Calls);
        Assert.Equal(SettlementKind.Done, (await _host.DeliverAsync(Mails.Claimed(Jane) with { Pinned = "row:3" })).Settlement.Kind);
        Assert.Single(_first.Calls);
    }

    [Fact]
    public async Task A_pinned_mail_that_waits_holds_up_nobody_who_could_go_through_another_account()
    {
        _host.Candidates = [CourierHost.Row(1, _first), CourierHost.Row(2, _second.Failing(Mails.Unreachable))];
        foreach (var calls in (int[])[1, 1])
        {
            var alone = await _host.DeliverAsync(Mails.Claimed(Jane) with { Pinned = "row:2" });
            Assert.Equal((SettlementKind.Release, TimeSpan.FromSeconds(30), null, calls), (alone.Settlement.Kind, alone.Settlement.DueIn, alone.HoldTenant, _second.Calls.Count));
        }

        // With the other account shut there is nobody to hold up.
        _host.Candidates = [CourierHost.Row(1, _first.Failing(Mails.Unreachable)), CourierHost.Row(2, _second)];
        await _host.DeliverAsync(Mails.Claimed(Jane));
        var all = await _host.DeliverAsync(Mails.Claimed(Jane) with { Pinned = "row:2" });
        Assert.Equal((SettlementKind.Release, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)), (all.Settlement.Kind, all.Settlement.DueIn, all.HoldTenant));
    }

    [Fact]
    public async Task What_is_uncertain_is_pinned_and_no_other_candidate_is_tried()
    {
        _host.Candidates = [CourierHost.Row(1, _first.Failing(Mails.Lost)), CourierHost.Row(2, _second)];

        var report = await _host.DeliverAsync(Mails.Claimed(Jane));

        Assert.Equal((SettlementKind.Retry, AttemptOutcome.Uncertain, "row:1"), (report.Settlement.Kind, report.Settlement.Attempt!.Outcome, report.Settlement.Pinned));
        Assert.Empty(_second.Calls);
        Assert.Equal(SettlementKind.Hold, (await _host.DeliverAsync(Mails.Claimed(Jane) with { OnUncertain = OnUncertain.Hold })).Settlement.Kind);
    }

    [Fact]
    public async Task A_lost_lease_and_a_cancellation_go_to_whoever_holds_the_mail()
    {
        await Assert.ThrowsAsync<LeaseLostException>(() => _host.DeliverAsync(Mails.Claimed(Jane), _ => throw new LeaseLostException()));
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _host.Courier.DeliverAsync(Mails.Claimed(Jane), _ => { cancel.Cancel(); throw new OperationCanceledException(cancel.Token); }, cancel.Token));
        Assert.Empty(_host.Log.Of(1203));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_makes_the_mail_wait()
    {
        var silent = new StoreException(StoreFailure.Unavailable, "The database does not answer.");
        var mail = Mails.Claimed(new EmailMessage { To = [new(Jane)], Text = "Hello." }, null, new StoredAttachment("a.bin", "a/b", null, null, 9_000, new byte[32]));

        Assert.Equal(SettlementKind.Release, (await _host.DeliverAsync(Mails.Claimed(Jane), _ => throw silent)).Settlement.Kind);
        _host.Store.BlobsFail = silent;
        Assert.Equal(SettlementKind.Release, (await _host.DeliverAsync(mail)).Settlement.Kind);
        _host.Store.BlobsFail = null;
        var gone = await _host.DeliverAsync(mail);
        Assert.Equal((DeadReason.Rejected, "attachments[0]: is not in the store any more"), (gone.Settlement.Reason, gone.Settlement.Attempt!.Text));
    }

    [Fact]
    public async Task A_defect_is_a_try_before_the_gate_and_uncertain_behind_it()
    {
        _first.Fails = new InvalidOperationException("a defect");
        var before = await _host.DeliverAsync(Mails.Claimed(Jane));
        Assert.Equal((SettlementKind.Retry, AttemptOutcome.Deferred, null), (before.Settlement.Kind, before.Settlement.Attempt!.Outcome, before.Settlement.Pinned));

        (_first.Fails, _first.Ends) = (null, _ => throw new InvalidOperationException("a defect"));
        var behind = await _host.DeliverAsync(Mails.Claimed(Jane));
        Assert.Equal((SettlementKind.Retry, AttemptOutcome.Uncertain, "row:1"), (behind.Settlement.Kind, behind.Settlement.Attempt!.Outcome, behind.Settlement.Pinned));
        Assert.Equal(SettlementKind.Hold, (await _host.DeliverAsync(Mails.Claimed(Jane) with { OnUncertain = OnUncertain.Hold })).Settlement.Kind);
        Assert.Equal(3, _host.Log.Of(1203).Count());
    }

    [Fact]
    public async Task A_send_that_was_interrupted_by_its_account_leaves_the_rest_open_and_the_account_waits()
    {
        _first.Ends = submission => Scripted.Taken(submission, RecipientOutcome.Deferred) with { Interruption = Mails.Throttled(TimeSpan.FromMinutes(2)) };

        var report = await _host.DeliverAsync(Mails.Claimed(Jane, Joe));

        Assert.Equal((SettlementKind.Retry, AttemptOutcome.PartlySent, TimeSpan.FromMinutes(2)), (report.Settlement.Kind, report.Settlement.Attempt!.Outcome, report.Settlement.DueIn));
        Assert.Equal([Joe], report.Settlement.Open!);
        Assert.Equal(["open row:1 0"], _host.Breakers.Calls);
    }

    [Fact]
    public async Task Nothing_of_what_was_sent_is_lost_over_breakers_that_cannot_be_written()
    {
        _first.Failing(Mails.Unreachable);
        await _host.DeliverAsync(Mails.Claimed(Jane));
        _host.Clock.Advance(TimeSpan.FromSeconds(31));
        _first.Failing(null);
        _first.Ends = submission =>
        {
            _host.Breakers.Fails = new InvalidOperationException("a defect");
            return Scripted.Taken(submission, RecipientOutcome.Accepted);
        };

        Assert.Equal(SettlementKind.Done, (await _host.DeliverAsync(Mails.Claimed(Jane))).Settlement.Kind);
        Assert.Single(_host.Log.Of(1208));
    }
}
