using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Tests.Queue.Working;

/// <summary>What a worker does with the mail that it is given.</summary>
public sealed class WorkerTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Claimed_mail_is_sent_and_settled()
    {
        await using var worker = new WorkerUnderTest();
        worker.Queue.Put(FakeQueue.Mail(), FakeQueue.Mail("beta"));
        await worker.StartAsync();
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 2);
        Assert.All(worker.Queue.Settlements, settlement => Assert.Equal(SettlementKind.Done, settlement.Kind));
    }

    [Fact]
    public async Task No_more_are_sent_at_once_than_in_all_than_of_a_tenant_and_than_to_a_destination()
    {
        await using var worker = new WorkerUnderTest(options => (options.Concurrency, options.ConcurrencyPerTenant, options.ConcurrencyPerDestination) = (10, 4, 6));
        worker.Courier.Destination = tenant => tenant.Value is "acme" or "beta" ? "shared" : "own";
        worker.Courier.Deliver = async (mail, _, _) =>
        {
            await Task.Yield();
            return FakeCourier.Done(mail);
        };
        worker.Queue.Put(Enumerable.Range(0, 300).Select(i => FakeQueue.Mail(new[] { "acme", "beta", "gamma", "delta" }[i % 4])));
        await worker.StartAsync();
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 300);
        var most = worker.Courier.Most;
        Assert.InRange(most["all"], 1, 10);
        Assert.All(["acme", "beta", "gamma", "delta"], tenant => Assert.InRange(most[tenant], 1, 4));
        Assert.InRange(most["shared"], 1, 6);
    }

    [Fact]
    public async Task A_destination_that_hangs_leaves_room_for_the_others()
    {
        await using var worker = new WorkerUnderTest(options => (options.Concurrency, options.ConcurrencyPerTenant, options.ConcurrencyPerDestination) = (8, 4, 4));
        var never = new TaskCompletionSource<CourierReport>();
        worker.Courier.Destination = tenant => tenant.Value.StartsWith("hung", StringComparison.Ordinal) ? "hung" : "well";
        worker.Courier.Deliver = (mail, _, cancellationToken) => mail.Lease.Tenant.Value.StartsWith("hung", StringComparison.Ordinal) ? never.Task.WaitAsync(cancellationToken) : Task.FromResult(FakeCourier.Done(mail));
        worker.Queue.Put(Enumerable.Range(0, 100).Select(i => FakeQueue.Mail($"hung{i % 5}")));
        await worker.StartAsync();
        await worker.Courier.WhenBegunAsync(4);
        worker.Queue.Put(Enumerable.Range(0, 50).Select(_ => FakeQueue.Mail("well")));
        await AdvanceUntilAsync(worker, () => worker.Queue.Settlements.Count(settlement => settlement is { Kind: SettlementKind.Done, Lease.Tenant.Value: "well" }) == 50, TimeSpan.FromMilliseconds(100));
        Assert.Equal(4, worker.Courier.Most["hung"]);
        Assert.DoesNotContain(worker.Queue.Settlements, settlement => settlement.Kind == SettlementKind.Done && settlement.Lease.Tenant.Value != "well");
    }

    [Fact]
    public async Task A_lease_that_has_run_out_here_sends_nothing_and_writes_nothing()
    {
        await using var worker = new WorkerUnderTest(options => options.Lease = Lease);
        var standing = new TaskCompletionSource();
        var refused = new TaskCompletionSource<Exception>();
        worker.Courier.Deliver = async (mail, gate, cancellationToken) =>
        {
            await standing.Task;
            refused.SetResult((await Record.ExceptionAsync(async () => await gate(cancellationToken)))!);
            throw await refused.Task;
        };
        worker.Queue.Put(FakeQueue.Mail());
        await worker.StartAsync();
        await worker.Courier.WhenBegunAsync(1);
        foreach (var held in worker.Slots.EndingBefore(long.MaxValue)) worker.Queue.Lost.Add(held.Mail.Lease.Id);

        // Twice the lease, as of a process that stood still; its renewal comes too late.
        worker.Clock.Advance(Lease * 2);
        standing.SetResult();
        await worker.Log.WhenAsync(1223);
        Assert.IsType<LeaseLostException>(await refused.Task);
        Assert.Empty(worker.Queue.Settlements);
    }

    [Fact]
    public async Task A_mail_that_must_not_be_copied_is_marked_before_it_goes_and_stays_where_the_mark_is_refused()
    {
        await using var worker = new WorkerUnderTest();
        var kept = FakeQueue.Mail(onUncertain: OnUncertain.Hold);
        var lost = FakeQueue.Mail(onUncertain: OnUncertain.Hold);
        var ordinary = FakeQueue.Mail();
        worker.Queue.Lost.Add(lost.Lease.Id);
        worker.Queue.Put(kept, lost, ordinary);
        await worker.StartAsync();
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 2);
        await worker.Log.WhenAsync(1223);
        Assert.Equal([kept.Lease.Id, lost.Lease.Id], worker.Queue.Marked.Select(lease => lease.Id).ToHashSet());
        Assert.Equal([kept.Lease.Id, ordinary.Lease.Id], worker.Queue.Settlements.Select(settlement => settlement.Lease.Id).ToHashSet());
    }

    [Fact]
    public async Task A_tenant_on_hold_is_passed_over_until_then_and_comes_back_with_one_mail()
    {
        await using var worker = new WorkerUnderTest();
        worker.Courier.Deliver = (mail, _, _) => Task.FromResult(worker.Courier.Begun.Count == 1 ? FakeCourier.Released(mail, TimeSpan.FromSeconds(10)) : FakeCourier.Done(mail));
        worker.Queue.Put(FakeQueue.Mail());
        await worker.StartAsync();
        await AdvanceUntilAsync(worker, () => worker.Queue.Requests.Any(request => request.Except.Count == 1), TimeSpan.FromMilliseconds(10));
        worker.Queue.Put(FakeQueue.Mail());
        await AdvanceUntilAsync(worker, () => worker.Queue.Requests.Any(request => request.OneEach.Count == 1), TimeSpan.FromMilliseconds(50));
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 2);
        await AdvanceUntilAsync(worker, () => worker.Queue.Requests[^1] is { OneEach.Count: 0, Except.Count: 0 }, TimeSpan.FromMilliseconds(50));
        Assert.True(worker.Clock.GetTimestamp() >= TimeSpan.FromSeconds(10).Ticks);
    }

    [Fact]
    public async Task Suspects_follow_each_other_at_once_and_not_poll_by_poll()
    {
        await using var worker = new WorkerUnderTest();
        worker.Queue.Put(Enumerable.Range(0, 20).Select(_ => FakeQueue.Mail(crashes: 2)));
        await worker.StartAsync();

        // The clock stands still.
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 20).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.All(worker.Queue.Batches, batch => Assert.Equal(1, batch));
    }

    [Fact]
    public async Task A_store_that_is_silent_is_asked_again_and_no_settlement_is_lost()
    {
        await using var worker = new WorkerUnderTest();
        worker.Queue.ClaimFailures.Enqueue(new StoreException(StoreFailure.Unavailable, "The database does not answer."));
        for (var i = 0; i < 4; i++) worker.Queue.SettleFailures.Enqueue(new StoreException(StoreFailure.Unavailable, "The database does not answer."));
        worker.Queue.Put(FakeQueue.Mail());
        await worker.StartAsync();
        await AdvanceUntilAsync(worker, () => worker.Queue.Settlements.Count == 1, TimeSpan.FromMilliseconds(50));
        Assert.Single(worker.Courier.Begun);
    }

    [Fact]
    public async Task What_the_store_refuses_stops_no_other_mail_and_is_stored_without_the_servers_words()
    {
        await using var worker = new WorkerUnderTest();
        var bad = FakeQueue.Mail();
        worker.Queue.Refuses = settlement => settlement.Attempt?.Text == "\0";
        worker.Courier.Deliver = (mail, _, _) => Task.FromResult(mail == bad
            ? new CourierReport(new Settlement { Lease = mail.Lease, Kind = SettlementKind.Bury, Reason = DeadReason.Rejected, Attempt = new MailAttempt { Outcome = AttemptOutcome.Rejected, Text = "\0" } })
            : FakeCourier.Done(mail));
        worker.Queue.Put(FakeQueue.Mail(), bad, FakeQueue.Mail());
        await worker.StartAsync();
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 3);
        var stored = Assert.Single(worker.Queue.Settlements, settlement => settlement.Lease == bad.Lease);
        Assert.Equal((SettlementKind.Bury, null), (stored.Kind, stored.Attempt!.Text));
        Assert.Single(worker.Log.Of(1225));
    }

    [Fact]
    public async Task A_courier_that_breaks_costs_an_attempt_and_is_told()
    {
        await using var worker = new WorkerUnderTest();
        worker.Courier.Deliver = (_, _, _) => throw new InvalidOperationException("defect");
        worker.Queue.Put(FakeQueue.Mail());
        await worker.StartAsync();
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 1);
        Assert.Equal((SettlementKind.Retry, TimeSpan.FromMinutes(1)), (worker.Queue.Settlements[0].Kind, worker.Queue.Settlements[0].DueIn));
        Assert.Single(worker.Log.Of(1226));
    }

    [Fact]
    public async Task Leases_are_renewed_when_a_third_of_them_has_passed()
    {
        await using var worker = new WorkerUnderTest(options => options.Lease = Lease);
        var sending = new TaskCompletionSource<CourierReport>();
        worker.Courier.Deliver = (_, _, _) => sending.Task;
        worker.Queue.Put(FakeQueue.Mail());
        await worker.StartAsync();
        await worker.Courier.WhenBegunAsync(1);
        var before = worker.Slots.EndingBefore(long.MaxValue).Single().Until;
        await worker.Keeper.RenewAsync(TestContext.Current.CancellationToken);
        Assert.Empty(worker.Queue.Renewed);
        await AdvanceUntilAsync(worker, () => !worker.Queue.Renewed.IsEmpty, TimeSpan.FromMilliseconds(50));
        Assert.InRange(worker.Clock.GetTimestamp(), TimeSpan.FromSeconds(20).Ticks, TimeSpan.FromSeconds(32).Ticks);
        Assert.True(worker.Slots.EndingBefore(long.MaxValue).Single().Until > before);
        sending.SetResult(FakeCourier.Done(worker.Courier.Begun[0]));
    }

    [Fact]
    public async Task Stopping_claims_nothing_more_gives_back_what_waits_and_lets_end_what_is_under_way()
    {
        await using var worker = new WorkerUnderTest(options => (options.Concurrency, options.ConcurrencyPerTenant) = (2, 2));
        var sending = new TaskCompletionSource();
        worker.Courier.Deliver = async (mail, _, _) =>
        {
            await sending.Task;
            return FakeCourier.Done(mail);
        };
        worker.Queue.Put(Enumerable.Range(0, 4).Select(_ => FakeQueue.Mail()));
        await worker.StartAsync();
        await worker.Courier.WhenBegunAsync(2);
        Assert.Equal(4, worker.Slots.Held);
        var stopping = worker.StopAsync();
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 2);
        Assert.All(worker.Queue.Settlements, settlement => Assert.Equal(SettlementKind.Release, settlement.Kind));
        var claims = worker.Queue.Requests.Count;
        sending.SetResult();
        await stopping;
        Assert.Equal(2, worker.Queue.Settlements.Count(settlement => settlement.Kind == SettlementKind.Done));
        Assert.Equal((claims, 1, 0), (worker.Queue.Requests.Count, worker.Queue.Gone, worker.Slots.Held));
        Assert.Equal(2, worker.Courier.Begun.Count);

        // A host that is stopped once more, as some are.
        await worker.StopAsync();
        Assert.Equal(1, worker.Queue.Gone);
        Assert.Single(worker.Log.Of(1221));
    }

    [Fact]
    public async Task What_does_not_end_in_the_grace_period_is_cancelled_and_goes_back()
    {
        await using var worker = new WorkerUnderTest();
        worker.Courier.Deliver = async (mail, _, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return FakeCourier.Done(mail);
        };
        worker.Queue.Put(FakeQueue.Mail());
        await worker.StartAsync();
        await worker.Courier.WhenBegunAsync(1);
        var stopping = worker.StopAsync();
        await worker.Clock.WhenTimerIsSetAsync(TimeSpan.FromSeconds(20));
        worker.Clock.Advance(TimeSpan.FromSeconds(20));
        await stopping;
        Assert.Equal(SettlementKind.Release, Assert.Single(worker.Queue.Settlements).Kind);
    }

    [Fact]
    public async Task A_claim_that_fails_while_the_host_stops_costs_nothing_of_the_orderly_stop()
    {
        await using var worker = new WorkerUnderTest();
        var claiming = new TaskCompletionSource();
        var sending = new TaskCompletionSource();
        worker.Courier.Deliver = async (mail, _, _) =>
        {
            await sending.Task;
            return FakeCourier.Done(mail);
        };
        worker.Queue.Put(FakeQueue.Mail());
        await worker.StartAsync();
        await worker.Courier.WhenBegunAsync(1);
        worker.Queue.Claiming = () => claiming.Task;
        worker.Queue.ClaimFailures.Enqueue(new StoreException(StoreFailure.Unavailable, "The database stops."));
        var before = worker.Queue.Requests.Count;
        await AdvanceUntilAsync(worker, () => worker.Queue.Requests.Count > before, TimeSpan.FromMilliseconds(10));
        var stopping = worker.StopAsync();
        claiming.SetResult();
        sending.SetResult();
        await stopping;
        Assert.Equal(SettlementKind.Done, Assert.Single(worker.Queue.Settlements).Kind);
        Assert.Equal((0, 1), (worker.Slots.Held, worker.Queue.Gone));
    }

    [Fact]
    public async Task A_tenant_whose_share_was_full_is_looked_at_as_soon_as_there_is_room()
    {
        await using var worker = new WorkerUnderTest(options => (options.Concurrency, options.ConcurrencyPerTenant, options.PollInterval) = (32, 2, TimeSpan.FromMinutes(1)));
        var sending = new TaskCompletionSource();
        worker.Courier.Deliver = async (mail, _, _) =>
        {
            await sending.Task;
            return FakeCourier.Done(mail);
        };
        worker.Queue.Put(Enumerable.Range(0, 10).Select(_ => FakeQueue.Mail()));
        await worker.StartAsync();
        await worker.Courier.WhenBegunAsync(2);

        // Idle: it has said so, and looked twice more.
        await AdvanceUntilAsync(worker, () => worker.Queue.Idle.Contains(true), TimeSpan.FromMilliseconds(50));
        await AdvanceUntilAsync(worker, () => worker.Queue.Requests[^1].Except.Count == 1, TimeSpan.FromMilliseconds(50));
        var at = worker.Clock.GetTimestamp();
        sending.SetResult();
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 10);
        Assert.Equal(at, worker.Clock.GetTimestamp());
    }

    [Fact]
    public async Task A_resolver_that_hangs_or_breaks_for_one_tenant_holds_up_no_mail()
    {
        await using var worker = new WorkerUnderTest();
        worker.Courier.Finding = tenant => tenant.Value == "slow" ? new ValueTask<string?>(new TaskCompletionSource<string?>().Task) : tenant.Value == "broken" ? throw new InvalidOperationException("defect") : ValueTask.FromResult<string?>("well");
        worker.Queue.Put(FakeQueue.Mail("slow"), FakeQueue.Mail("well"), FakeQueue.Mail("broken"));
        await worker.StartAsync();
        await AdvanceUntilAsync(worker, () => worker.Queue.Settlements.Count == 3, TimeSpan.FromMilliseconds(100));
        Assert.All(worker.Queue.Settlements, settlement => Assert.Equal(SettlementKind.Done, settlement.Kind));
    }

    [Fact]
    public async Task Mail_that_comes_slowly_leaves_the_worker_idle_to_be_woken_and_mail_that_comes_fast_makes_it_look_by_itself()
    {
        await using var worker = new WorkerUnderTest();
        await worker.StartAsync();
        await AdvanceUntilAsync(worker, () => worker.Queue.Idle.Count == 1, TimeSpan.FromMilliseconds(50));
        for (var i = 1; i <= 19; i++)
        {
            worker.Queue.Put(FakeQueue.Mail());
            worker.Queue.Woken!();
            await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == i);
        }

        Assert.Equal([true], worker.Queue.Idle);
        worker.Queue.Put(FakeQueue.Mail());
        worker.Queue.Woken!();
        await worker.Queue.WhenAsync(() => worker.Queue.Idle.Count == 2);
        Assert.Equal([true, false], worker.Queue.Idle);
        await AdvanceUntilAsync(worker, () => worker.Queue.Idle.Count == 3, TimeSpan.FromMilliseconds(20));
        Assert.True(worker.Queue.Idle[^1]);
    }

    [Fact]
    public async Task Settlements_come_together_while_the_store_is_busy()
    {
        await using var worker = new WorkerUnderTest();
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var delivered = new CountdownEvent(200);
        worker.Queue.Settling = () => free.Task;
        worker.Courier.Deliver = async (mail, gate, cancellationToken) =>
        {
            await gate(cancellationToken);
            delivered.Signal();
            return FakeCourier.Done(mail);
        };
        worker.Queue.Put(Enumerable.Range(0, 200).Select(i => FakeQueue.Mail($"t{i % 50}")));
        await worker.StartAsync();

        // All are sent while the first ones wait for the store.
        await Task.Run(() => delivered.Wait(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        free.SetResult();
        await worker.Queue.WhenAsync(() => worker.Queue.Settlements.Count == 200);
        Assert.InRange(worker.Queue.Batches.Count, 1, 60);
    }

    [Fact]
    public async Task What_is_sent_and_not_stored_keeps_no_place_of_what_is_to_be_sent_until_four_times_the_concurrency_is_held()
    {
        await using var worker = new WorkerUnderTest(options => (options.Concurrency, options.ConcurrencyPerTenant) = (8, 8));
        for (var i = 0; i < 20; i++) worker.Queue.SettleFailures.Enqueue(new StoreException(StoreFailure.Unavailable, "down"));
        worker.Queue.Put(Enumerable.Range(0, 100).Select(i => FakeQueue.Mail($"t{i % 10}")));
        await worker.StartAsync();
        await worker.Courier.WhenBegunAsync(29);
        while (worker.Queue.SettleFailures.Count > 10)
        {
            worker.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        Assert.InRange(worker.Slots.Held, 29, 32);
        await AdvanceUntilAsync(worker, () => worker.Queue.Settlements.Count == 100, TimeSpan.FromMilliseconds(100));
    }

    // Moves the clock until something holds; the worker's own threads go on between two moves.
    private static async Task AdvanceUntilAsync(WorkerUnderTest worker, Func<bool> condition, TimeSpan step)
    {
        var met = worker.Queue.WhenAsync(condition);
        while (!met.IsCompleted)
        {
            worker.Clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        await met;
    }
}
