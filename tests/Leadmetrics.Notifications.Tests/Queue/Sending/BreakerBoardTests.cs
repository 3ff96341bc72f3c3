using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Scripted = Leadmetrics.Notifications.Tests.Queue.Sending.CourierHost.Scripted;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

/// <summary>Accounts that fail, as two processes deal with them.</summary>
public sealed class BreakerBoardTests : IDisposable
{
    private readonly Scripted _account = new();
    private readonly CourierHost _host;
    private readonly MailCourier _other;

    public BreakerBoardTests()
    {
        _host = new CourierHost(CourierHost.Row(1, _account));
        _other = _host.Another();
    }

    public static TheoryData<string> Troubles => ["535", "550", "554"];

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_row_that_is_refused_waits_and_its_mail_is_neither_tried_nor_dead(string trouble)
    {
        _account.Failing(trouble switch
        {
            "535" => Mails.Refused,
            "550" => Mails.Throttled() with { Phase = SendPhase.Replied, Response = new ServerResponse(550, "5.7.0", "too many e-mails per second") },
            _ => Mails.Failure(FailureKind.Unavailable, SendPhase.Greeting, SendOutcome.Rejected) with { Response = new ServerResponse(554, "5.7.1", "Blocked") },
        });

        // A worker that looks each second for three hours, and a mail that is there all along.
        for (var second = 0; second < 10_800; second += 1)
        {
            var report = await SendAsync(_host.Courier);
            Assert.Equal(SettlementKind.Release, report.Settlement.Kind);
            Assert.Null(report.Settlement.Attempt);
            Assert.InRange(report.HoldTenant!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(30));
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        // 535: at once, and after 5, 15 and 60 minutes; never again.
        if (trouble == "535") Assert.Equal(4, _account.Calls.Count);
        else Assert.InRange(_account.Calls.Count, 5, 25);
        _account.Failing(null);
        if (trouble == "535") _host.Candidates = [CourierHost.Row(1, _account, version: 2)];
        _host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(SettlementKind.Done, (await SendAsync(_host.Courier)).Settlement.Kind);
        Assert.Empty(_host.Breakers.Open);
        Assert.Equal(trouble == "535" ? 1 : 0, _host.Log.Of(1201).Count());
    }

    [Fact]
    public async Task Of_two_processes_one_tries_again_and_the_others_wait()
    {
        _account.Failing(Mails.Unreachable);
        await SendAsync(_host.Courier);
        Learn(_other);
        Assert.Equal(SettlementKind.Release, (await SendAsync(_other)).Settlement.Kind);
        Assert.Single(_account.Calls);

        _host.Clock.Advance(TimeSpan.FromSeconds(31));
        var release = new TaskCompletionSource();
        _account.Failing(null);
        var probe = _host.Courier.DeliverAsync(Mails.Claimed("jane@example.net"), async _ => await release.Task, TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(5), (await SendAsync(_other)).HoldTenant);
        Assert.Equal(TimeSpan.FromSeconds(30), (await SendAsync(_host.Courier)).HoldTenant);
        Assert.Equal(2, _account.Calls.Count);

        release.SetResult();
        Assert.Equal(SettlementKind.Done, (await probe).Settlement.Kind);
        Assert.Equal(["open row:1 0", "probe row:1 1", "probe row:1 1", "close row:1"], _host.Breakers.Calls);
        Assert.Equal(SettlementKind.Done, (await SendAsync(_host.Courier)).Settlement.Kind);

        // The other one hears of it with its next claim.
        Learn(_other);
        Assert.Equal(SettlementKind.Done, (await SendAsync(_other)).Settlement.Kind);
    }

    [Fact]
    public async Task A_probe_that_fails_waits_for_longer_and_one_that_never_ends_is_followed_by_another()
    {
        _account.Failing(Mails.Unreachable);
        await SendAsync(_host.Courier);
        _host.Clock.Advance(TimeSpan.FromSeconds(31));
        await SendAsync(_host.Courier);
        Assert.Equal((2, TimeSpan.FromSeconds(60)), (Assert.Single(_host.Breakers.Open).Step, Assert.Single(_host.Breakers.Open).RetryIn));

        _host.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True(await _host.Breakers.TryProbeAsync(new AccountKey("acme", "row:1"), 2, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await SendAsync(_host.Courier);
        Assert.Equal(2, _account.Calls.Count);
        _host.Clock.Advance(TimeSpan.FromSeconds(61));
        _account.Failing(null);
        Assert.Equal(SettlementKind.Done, (await SendAsync(_host.Courier)).Settlement.Kind);
    }

    [Fact]
    public async Task A_server_that_judges_a_recipient_closes_the_breaker()
    {
        _account.Failing(Mails.Unreachable);
        await SendAsync(_host.Courier);
        _host.Clock.Advance(TimeSpan.FromSeconds(31));
        _account.Failing(Mails.Unknown);

        Assert.Equal(SettlementKind.Bury, (await SendAsync(_host.Courier)).Settlement.Kind);
        Assert.Empty(_host.Breakers.Open);
        Assert.Single(_host.Log.Of(1202));
    }

    [Fact]
    public async Task An_edited_row_is_tried_at_once_and_its_steps_begin_anew()
    {
        _account.Failing(Mails.Refused);
        foreach (var minutes in (int[])[6, 16])
        {
            await SendAsync(_host.Courier);
            _host.Clock.Advance(TimeSpan.FromMinutes(minutes));
        }

        await SendAsync(_host.Courier);
        Assert.Equal(3, Assert.Single(_host.Breakers.Open).Step);
        _host.Candidates = [CourierHost.Row(1, _account, version: 2)];
        await SendAsync(_host.Courier);

        Assert.Equal(4, _account.Calls.Count);
        Assert.Equal((1, 2L, TimeSpan.FromMinutes(5)), (Assert.Single(_host.Breakers.Open).Step, Assert.Single(_host.Breakers.Open).Version, Assert.Single(_host.Breakers.Open).RetryIn));

        // A host that has not heard of the edit does not go on with the old settings.
        _host.Candidates = [CourierHost.Row(1, _account, version: 1)];
        await SendAsync(_host.Courier);
        Assert.Equal(4, _account.Calls.Count);
    }

    [Fact]
    public async Task What_fails_otherwise_than_before_begins_with_the_first_wait()
    {
        _account.Failing(Mails.Unreachable);
        for (var i = 0; i < 5; i++)
        {
            await SendAsync(_host.Courier);
            _host.Clock.Advance(TimeSpan.FromMinutes(16));
        }

        _account.Failing(Mails.Refused);
        await SendAsync(_host.Courier);

        Assert.Equal((1, TimeSpan.FromMinutes(5)), (Assert.Single(_host.Breakers.Open).Step, Assert.Single(_host.Breakers.Open).RetryIn));
    }

    [Fact]
    public async Task The_platforms_account_is_open_for_all_tenants_and_a_row_for_its_own_alone()
    {
        _host.Candidates = [CourierHost.Row(1, _account.Failing(Mails.Refused))];
        await SendAsync(_host.Courier);
        _host.Candidates = [CourierHost.Platform(_account)];
        await SendAsync(_host.Courier);

        Assert.Equal([("acme", "row:1"), ("", "platform")], _host.Breakers.Open.Select(breaker => (breaker.Account.Tenant, breaker.Account.Account)));
        var globex = Mails.Claimed("jane@example.net");
        globex = globex with { Lease = globex.Lease with { Tenant = new TenantId("globex") } };
        Assert.Equal(SettlementKind.Release, (await _host.DeliverAsync(globex)).Settlement.Kind);
        Assert.Equal(2, _account.Calls.Count);
        _host.Candidates = [CourierHost.Row(1, _account)];
        await _host.DeliverAsync(globex);
        Assert.Equal(3, _account.Calls.Count);
    }

    [Fact]
    public async Task A_claim_made_before_a_breaker_was_opened_does_not_close_it_and_a_later_one_does()
    {
        _account.Failing(Mails.Unreachable);
        await SendAsync(_host.Courier);
        var before = new ClaimedMails([Mails.Claimed("jane@example.net")], [], null, null);

        _host.Courier.Learn(before);
        await SendAsync(_host.Courier);
        Assert.Single(_account.Calls);

        _host.Clock.Advance(TimeSpan.FromSeconds(6));
        _host.Courier.Learn(ClaimedMails.None);
        await SendAsync(_host.Courier);
        Assert.Single(_account.Calls);
        _host.Courier.Learn(before);
        await SendAsync(_host.Courier);
        Assert.Equal(2, _account.Calls.Count);
    }

    [Fact]
    public async Task What_an_operator_closes_is_called_after_the_next_claim_and_waits_anew_where_it_fails_again()
    {
        var queue = new MailQueue(new HeldInMemory(), _host.Breakers, _host.Clock);
        _host.Candidates = [CourierHost.Platform(_account.Failing(Mails.Refused))];
        await SendAsync(_host.Courier);
        _host.Clock.Advance(TimeSpan.FromMinutes(6));
        await SendAsync(_host.Courier);
        Assert.Empty(await queue.ListBreakersAsync(Mails.Acme, TestContext.Current.CancellationToken));
        var breaker = Assert.Single(await queue.ListBreakersAsync(null, TestContext.Current.CancellationToken));
        Assert.Equal((2, 2), (_account.Calls.Count, breaker.Step));

        Assert.False(await queue.CloseBreakerAsync(breaker.Account with { Tenant = Mails.Acme.Value }, TestContext.Current.CancellationToken));
        Assert.True(await queue.CloseBreakerAsync(breaker.Account, TestContext.Current.CancellationToken));
        _host.Clock.Advance(TimeSpan.FromSeconds(6));
        _host.Courier.Learn(new ClaimedMails([Mails.Claimed("jane@example.net")], [], null, null));
        await SendAsync(_host.Courier);

        Assert.Equal((3, 1), (_account.Calls.Count, Assert.Single(_host.Breakers.Open).Step));
        foreach (var none in (AccountKey[])[default, new AccountKey("acme", "")]) await Assert.ThrowsAsync<ArgumentException>(() => queue.CloseBreakerAsync(none, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_leaves_a_process_with_what_it_knows()
    {
        _host.Breakers.Fails = new StoreException(StoreFailure.Unavailable, "The database does not answer.");
        _account.Failing(Mails.Unreachable);

        Assert.Equal(TimeSpan.FromSeconds(30), (await SendAsync(_host.Courier)).HoldTenant);
        await SendAsync(_host.Courier);
        _host.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(TimeSpan.FromSeconds(5), (await SendAsync(_host.Courier)).HoldTenant);

        Assert.Single(_account.Calls);
        Assert.Equal((1, 1), (_host.Log.Of(1208).Count(), _host.Log.Of(1207).Count()));
    }

    private static Task<CourierReport> SendAsync(MailCourier courier) => courier.DeliverAsync(Mails.Claimed("jane@example.net"), _ => ValueTask.CompletedTask, TestContext.Current.CancellationToken);

    private void Learn(MailCourier courier) => courier.Learn(new ClaimedMails([Mails.Claimed("jane@example.net")], _host.Breakers.Open, null, null));
}
