using System.Net;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Deliverability.Dns;

public sealed class DnsClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_question_has_an_id_and_a_port_of_its_own_and_offers_1232_octets()
    {
        await using var server = StubDnsServer.Start();
        var client = ClientOf(server);
        for (var i = 0; i < 20; i++) await client.LookupAsync($"n{i}.example", DnsType.Txt, Cancel);
        Assert.All(server.Queries, query => Assert.Equal(1232, query.PayloadSize));
        Assert.True(server.Queries.Select(query => query.Id).Distinct().Count() > 15);
        Assert.True(server.Queries.Select(query => query.SourcePort).Distinct().Count() > 10);
        Assert.True(server.Queries.Zip(server.Queries.Skip(1)).Count(pair => pair.Second.Id == pair.First.Id + 1) < 3);
    }

    [Fact]
    public async Task Name_that_is_there_without_such_a_record_is_told_from_one_that_is_not_there()
    {
        await using var server = StubDnsServer.Start();
        server.Zone.Address("a.example", "192.0.2.1");
        var client = ClientOf(server);
        Assert.Equal(DnsStatus.NoData, (await client.LookupAsync("a.example", DnsType.Txt, Cancel)).Status);
        Assert.Equal(DnsStatus.NoData, (await client.LookupAsync("example", DnsType.Txt, Cancel)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await client.LookupAsync("b.example", DnsType.Txt, Cancel)).Status);
    }

    [Fact]
    public async Task Answer_that_was_cut_is_asked_for_by_tcp()
    {
        await using var server = StubDnsServer.Start();
        var text = new string('x', 60_000);
        server.Zone.Txt("big.example", text);
        var answer = await ClientOf(server).LookupAsync("big.example", DnsType.Txt, Cancel);
        Assert.Equal(text, Assert.Single(answer.Records).Value);
        Assert.Equal([false, true], server.Queries.Select(query => query.OverTcp));
    }

    [Theory]
    [InlineData(StubDnsFault.FormErrOnEdns)]
    [InlineData(StubDnsFault.NotImpOnEdns)]
    public async Task Server_that_does_not_know_edns_is_asked_without_it(StubDnsFault fault)
    {
        await using var server = StubDnsServer.Start();
        server.Zone.Txt("a.example", "text");
        server.Fault("*", fault);
        Assert.Equal(DnsStatus.Found, (await ClientOf(server).LookupAsync("a.example", DnsType.Txt, Cancel)).Status);
        Assert.Equal([1232, null], server.Queries.Select(query => query.PayloadSize));
    }

    [Fact]
    public async Task Forged_answers_are_passed_over_and_the_right_one_is_taken_from_the_same_question()
    {
        await using var server = StubDnsServer.Start();
        server.Zone.Txt("a.example", "right");
        server.Fault("*", StubDnsFault.ForgedFirst);
        Assert.Equal("right", (await ClientOf(server).LookupAsync("a.example", DnsType.Txt, Cancel)).Records[0].Value);
        Assert.Single(server.Queries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Aliases_are_followed_whether_the_serverFollows_or_not(bool serverFollows)
    {
        await using var server = StubDnsServer.Start();
        server.FollowsAliases = serverFollows;
        server.Zone.Cname("a.example", "B.example").Cname("b.example", "c.example").Txt("c.example", "text");
        var answer = await ClientOf(server).LookupAsync("A.example", DnsType.Txt, Cancel);
        Assert.Equal((DnsStatus.Found, "c.example"), (answer.Status, answer.Alias));
        Assert.Equal(serverFollows ? 1 : 3, server.Queries.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Circle_of_aliases_ends(bool serverFollows)
    {
        await using var server = StubDnsServer.Start();
        server.FollowsAliases = serverFollows;
        server.Zone.Cname("a.example", "b.example").Cname("b.example", "a.example");
        Assert.Equal(DnsStatus.AliasLoop, (await ClientOf(server).LookupAsync("a.example", DnsType.Txt, Cancel)).Status);
    }

    [Theory]
    [InlineData(StubDnsFault.ServFail)]
    [InlineData(StubDnsFault.Refused)]
    [InlineData(StubDnsFault.Garbage)]
    public async Task Server_that_does_not_answer_soundly_is_passed_over_for_the_next(StubDnsFault fault)
    {
        await using var first = StubDnsServer.Start();
        await using var second = StubDnsServer.Start();
        first.Fault("*", fault);
        second.Zone.Txt("a.example", "text");
        Assert.Equal(DnsStatus.Found, (await ClientOf(first, second).LookupAsync("a.example", DnsType.Txt, Cancel)).Status);
        Assert.Single(first.Queries);
    }

    [Fact]
    public async Task Server_that_does_not_answer_soundly_is_asked_twice()
    {
        await using var server = StubDnsServer.Start();
        server.Fault("*", StubDnsFault.ServFail);
        Assert.Equal(DnsStatus.ServerFailed, (await ClientOf(server).LookupAsync("a.example", DnsType.Txt, Cancel)).Status);
        Assert.Equal(2, server.Queries.Count);
    }

    [Fact]
    public async Task Silent_server_is_given_two_seconds_twice()
    {
        var clock = new TimerClock();
        var (transport, lookup) = Ask(clock, 1);
        await AssertAskedAsync(transport, clock, (1, 0), (1, 2));
        Assert.Equal(DnsStatus.Unreachable, (await lookup).Status);
        Assert.Equal(TimeSpan.FromSeconds(4), clock.Now);
    }

    [Fact]
    public async Task Question_ends_after_five_seconds_however_many_servers_are_left()
    {
        var clock = new TimerClock();
        var (transport, lookup) = Ask(clock, 3);
        await AssertAskedAsync(transport, clock, (1, 0), (2, 2), (3, 4));
        Assert.Equal(DnsStatus.Unreachable, (await lookup).Status);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.Now);
    }

    [Fact]
    public async Task Without_a_resolver_nobody_is_asked() =>
        Assert.Equal(DnsStatus.Unreachable, (await ClientOf([], new DnsTimeouts(), TimeProvider.System, new SocketDnsTransport()).LookupAsync("a.example", DnsType.Txt, Cancel)).Status);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1:53")]
    [InlineData("192.0.2.1:5353", "192.0.2.1:5353")]
    [InlineData("2001:db8::1", "[2001:db8::1]:53")]
    [InlineData("[2001:db8::1]:5353", "[2001:db8::1]:5353")]
    [InlineData("", null)]
    [InlineData("53", null)]
    [InlineData("0.0.0.0", null)]
    [InlineData("dns.example.com", null)]
    [InlineData("192.0.2.1:65536", null)]
    public void Resolver_is_an_address_and_perhaps_a_port(string text, string? read) => Assert.Equal(read, DnsResolvers.TryParse(text, out var server) ? server.ToString() : null);

    [Fact]
    public void Systems_resolvers_stand_behind_nameserver() => Assert.Equal(
        [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")],
        DnsResolvers.OfResolvConf(["# nameserver 192.0.2.9", "search example.com", "nameserver\t192.0.2.1 ", "nameserver 2001:db8::1", "nameserver", "nameserver x"]));

    private static (SilentTransport Transport, Task<DnsAnswer> Lookup) Ask(TimerClock clock, int servers)
    {
        var transport = new SilentTransport(clock);
        var client = ClientOf([.. Enumerable.Range(1, servers).Select(port => new IPEndPoint(IPAddress.Loopback, port))], new DnsTimeouts(), clock, transport);
        return (transport, client.LookupAsync("a.example", DnsType.Txt, Cancel));
    }

    private static async Task AssertAskedAsync(SilentTransport transport, TimerClock clock, params (int Port, int Second)[] asked)
    {
        foreach (var (port, second) in asked)
        {
            Assert.Equal((port, TimeSpan.FromSeconds(second)), await transport.Asked.ReadAsync(Cancel));
            clock.AdvanceToNext();
        }
    }

    private static DnsClient ClientOf(params StubDnsServer[] servers) => ClientOf([.. servers.Select(server => server.EndPoint)], new DnsTimeouts(), TimeProvider.System, new SocketDnsTransport());

    private static DnsClient ClientOf(IPEndPoint[] servers, DnsTimeouts timeouts, TimeProvider clock, IDnsTransport transport) =>
        new(servers, new SoundServer(), new DnsExchange(transport, DomainCheckers.NewId, timeouts.Try, clock), timeouts, clock);
}
