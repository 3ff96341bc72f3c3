using Leadmetrics.Chaos.Checking;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>An account of SendGrid that asks to be left alone is left alone by all processes.</summary>
public sealed class ThrottledProviderTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    private const int Workers = 4;
    private static readonly TenantId Initech = new("initech");

    private SendGridSink _sendGrid = null!;

    public override async ValueTask InitializeAsync()
    {
        _sendGrid = await SendGridSink.StartAsync(Receipts);
        Own(_sendGrid);
        await base.InitializeAsync();
    }

    protected override string SendGridFor(string name) => _sendGrid.AddressFor(name);

    /// <remarks>
    /// What is promised: a process makes no request to an account that it knows to wait, and it knows by its own 429 or by its next claim of that account's mail, whichever comes first. So at most what
    /// each had under way when the first 429 came may follow it; behind the reset one mail of one process is let through, and the others when it has got through.
    /// </remarks>
    [LongFact]
    public async Task Mail_of_an_account_that_answers_429_waits_for_its_reset_in_all_processes_and_one_mail_is_tried_behind_it()
    {
        await AddAccountAsync(Acme);
        await AddAccountAsync(Initech);
        await AddTenantAsync(Globex);
        var workers = await StartWorkersAsync(Workers);

        // SendGrid says whole seconds. Behind the first reset it has not recovered yet.
        var first = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 9);
        var second = first + TimeSpan.FromSeconds(8);
        _sendGrid.Close(Acme.Value, first, second);
        await QueueAsync(Acme, 400);
        await UntilAsync(async () => await Rows.CountAsync("email_breaker") == 1 && await Rows.CountAsync($"email_job WHERE state = {JobRow.Leased}") == 0);
        var known = TimeProvider.System.GetUtcNow();
        await QueueAsync(Acme, 100);
        foreach (var other in (TenantId[])[Globex, Initech]) await QueueAsync(other, 50);
        await UntilAsync(async () => await Rows.CountAsync("email_job WHERE tenant_id <> 'acme'") == 0);
        Assert.True(TimeProvider.System.GetUtcNow() < first, "Others went on only when the account did.");
        Assert.Equal(100, Receipts.All.Count);
        Assert.All(await Rows.JobsAsync(), job => Assert.Equal((0, 0, Acme.Value), (job.Attempt, job.Crashes, job.Tenant)));
        await SettledAsync();

        var outcome = await CheckAsync();
        var calls = _sendGrid.Calls.Where(call => call.Key == Acme.Value).OrderBy(call => call.At).ToList();
        var burst = calls.Where(call => call.At < first).ToList();
        var through = calls.First(call => call.Status == 202).At;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{burst.Count} calls within {(burst[^1].At - burst[0].At).TotalMilliseconds:F0} ms by {burst.Select(call => call.Client).Distinct().Count()} processes, {calls.Count(call => call.At > known && call.At < first)} when it was known; "
            + $"{calls.Count(call => call.At >= first && call.At < second)} behind the first reset, {calls.Count(call => call.At >= second && call.At < through)} behind the second before one was taken; "
            + $"taken {(through - second).TotalSeconds:F1} s behind it, all {(calls[^1].At - second).TotalSeconds:F1} s");
        Assert.All(burst.GroupBy(call => call.Client), process => Assert.InRange(process.Count(), 1, workers[0].Settings.ConcurrencyPerTenant));
        Assert.DoesNotContain(calls, call => call.At > known && call.At < first);
        Assert.Single(calls, call => call.At >= first && call.At < second);
        Assert.DoesNotContain(calls, call => call.At >= second && call.At < through);
        Assert.DoesNotContain(calls, call => call.At > second && call.Status == 429);
        Assert.Equal((600, 0), (Receipts.All.Count, outcome.Dead.Count));
        Assert.Equal(600, outcome.Attempts.Count);
        Assert.All(outcome.Attempts, attempt => Assert.Equal(AttemptOutcome.Sent, attempt.Outcome));
        Assert.Equal(0, await Rows.CountAsync("email_breaker"));
    }

    private async Task AddAccountAsync(TenantId tenant)
    {
        var providers = Get<ITenantProviders>();
        var added = await providers.AddAsync(tenant, ProviderDraft.From(new SendGridConfig { ApiKey = new Secret(tenant.Value), FromAddress = $"hello@{tenant.Value}.test" }), Patience);
        var tested = await providers.TestAsync(tenant, added.Id, Patience);
        Assert.True(tested.Verified, tested.Report.Failure?.Message);
    }
}
