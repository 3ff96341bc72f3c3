using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>An account that does not work makes its mail wait, and nobody else's.</summary>
public sealed class AccountTroubleTests(PeerFixture<DurablePostgresPeer> postgres) : QueueScenario(postgres)
{
    protected override TimeSpan Limit => TimeSpan.FromMinutes(6);

    public static TheoryData<string, string> Troubles => new()
    {
        { "greeting", "554 5.7.1 not you" },
        { "auth", "535 5.7.8 authentication failed" },
        { "rcpt", "550 5.7.0 too many emails per second, rate limit exceeded" },
        { "rcpt", "450 4.7.1 rate limit exceeded" },
        { "dot", "550 5.7.0 rate limit exceeded" },
    };

    [LongTheory]
    [MemberData(nameof(Troubles))]
    public async Task The_row_waits_no_attempt_is_burnt_nothing_dies_others_go_on_and_all_goes_in_the_end(string at, string answer)
    {
        var sink = await AddTenantAsync(Acme);
        await AddTenantAsync(Globex);
        sink.Mood = at switch
        {
            "greeting" => new SinkMood { Greeting = answer },
            "auth" => new SinkMood { Auth = answer },
            "dot" => new SinkMood { Dot = answer },
            _ => new SinkMood { Recipient = answer },
        };
        await StartWorkerAsync();

        await QueueAsync(Acme, 30);
        await UntilAsync(async () => await Rows.CountAsync("email_breaker") == 1 && await Rows.CountAsync("email_job WHERE state = 1") == 0);
        var connections = sink.Connections;
        await QueueAsync(Globex, 100);
        await UntilAsync(async () => await Rows.CountAsync("email_job WHERE tenant_id = 'globex'") == 0);
        Assert.Equal(100, Receipts.All.Count);

        Assert.All(await Rows.JobsAsync(), job => Assert.Equal((0, 0, "acme"), (job.Attempt, job.Crashes, job.Tenant)));
        Assert.Empty(await Rows.DeadAsync());
        Assert.Equal(30, await Rows.CountAsync("email_job"));
        Assert.Equal(connections, sink.Connections);

        sink.Mood = SinkMood.Good;
        var row = (await Get<ITenantProviders>().ListAsync(Acme))[0];
        await Get<ITenantProviders>().ChangeAsync(Acme, row.Id, new ProviderChange { Priority = 7 });
        await SettledAsync();
        await CheckAsync();
        Assert.Equal(130, Receipts.All.Count);
    }
}
