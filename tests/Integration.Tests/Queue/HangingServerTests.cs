using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>A server that says nothing more, and others beside it.</summary>
public sealed class HangingServerTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    // Two tenants, each with the five connections of its own, and so long an answer that it is the servers that set the pace.
    private const int Each = 300;
    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AtBest = Answer * Each / 5;
    private static readonly TenantId Initech = new("initech");

    [Fact]
    public async Task A_host_that_hangs_for_three_tenants_leaves_the_others_nine_tenths_of_their_pace()
    {
        var hanging = await AddTenantAsync(Acme);
        TenantId[] hung = [Acme, new("acme-north"), new("acme-south")];
        foreach (var tenant in hung.Skip(1)) await SinkAccount.AddAsync(Get<ITenantProviders>(), tenant, hanging);
        (await AddTenantAsync(Globex)).Mood = new SinkMood { DotDelay = Answer };
        (await AddTenantAsync(Initech)).Mood = new SinkMood { DotDelay = Answer };
        await StartWorkerAsync(settings => settings with { Concurrency = 128 });

        await DrainAsync(20);
        var hangs = 0;
        TimeSpan alone, beside;
        do
        {
            alone = await DrainAsync(Each);
            hanging.Mood = new SinkMood { Hangs = true };
            foreach (var tenant in hung) await QueueAsync(tenant, 300);
            await UntilAsync(async () => await Rows.CountAsync("email_job WHERE state = 1") >= 128);
            beside = await DrainAsync(Each);
            await UntilAsync(async () => await Rows.CountAsync("email_job") == 900);
            TestContext.Current.TestOutputHelper!.WriteLine($"alone {alone.TotalSeconds:0.00} s, beside a hung host {beside.TotalSeconds:0.00} s, {2 * Each} mails; {AtBest.TotalSeconds:0.00} s at best");

            hanging.Mood = SinkMood.Good;
            await SettledAsync();
        }
        while (beside > alone / 0.9 && ++hangs < 3); // What the rest of a busy machine does for a moment fails nothing; what a hung host takes it takes each time.

        Assert.InRange(beside, AtBest, alone / 0.9);
        var outcome = await CheckAsync();
        Assert.Empty(outcome.Dead);
    }

    private async Task<TimeSpan> DrainAsync(int each)
    {
        var began = TimeProvider.System.GetTimestamp();
        var before = Receipts.Mails;
        await Task.WhenAll(QueueAsync(Globex, each), QueueAsync(Initech, each));
        await ArrivedAsync(before + (2 * each));
        return TimeProvider.System.GetElapsedTime(began);
    }
}
