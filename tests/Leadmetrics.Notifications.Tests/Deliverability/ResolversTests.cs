using System.Net;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Notifications.Deliverability.Mx;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Deliverability.Dns;

namespace Leadmetrics.Notifications.Tests.Deliverability;

public sealed class ResolversTests
{
    private static readonly DomainCase Sound = new("sound", []);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_resolver_in_front_is_waited_for_once()
    {
        await using var server = StubDnsServer.Start();
        Sound.WriteTo(server.Zone);
        var (clock, dead) = (new TimerClock(), new IPEndPoint(IPAddress.Loopback, 1));
        var transport = new DeadTransport(dead);
        var checker = DomainCheckers.Create(() => [dead, server.EndPoint], new DnsTimeouts(), clock, transport);

        // The four sections' first questions, all asked at once.
        var check = checker.CheckAsync(Sound.Question, Cancel);
        for (var i = 0; i < 4; i++) await transport.Asked.ReadAsync(Cancel);
        for (var i = 0; i < 4; i++) clock.AdvanceToNext();

        Assert.Empty(DomainCorpusTests.Found(await check.WaitAsync(TimeSpan.FromSeconds(60), Cancel)));
        Assert.Empty(DomainCorpusTests.Found(await checker.CheckAsync(Sound.Question, Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel)));
        Assert.False(transport.Asked.TryRead(out _));
        Assert.Equal(TimeSpan.FromSeconds(2), clock.Now);
    }

    [Fact]
    public async Task Resolvers_are_read_for_each_report()
    {
        await using var server = StubDnsServer.Start();
        Sound.WriteTo(server.Zone);
        var resolver = DomainCase.Nobody;
        var checker = DomainCheckers.Create(() => [resolver], new DnsTimeouts(), TimeProvider.System);
        Assert.Equal(DomainOutcome.Unknown, (await checker.CheckAsync(Sound.Question, Cancel)).Outcome);
        resolver = server.EndPoint;
        Assert.Empty(DomainCorpusTests.Found(await checker.CheckAsync(Sound.Question, Cancel)));
    }

    [Fact]
    public async Task Hosts_of_mx_are_asked_for_side_by_side()
    {
        var section = await MxCheck.CheckAsync(new GatheringLookup("a.example.com", "b.example.com", "c.example.com"), "example.com", Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        Assert.Equal(["a.example.com", "b.example.com", "c.example.com", null], section.Findings.Select(finding => finding.Detail));
    }
}
