using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Deliverability;

/// <summary>A zone belongs to whoever is checked; the resolver belongs to the host, and knows more than the world does.</summary>
public sealed class InternalNamesTests
{
    private const string Planted = "the floor plan";

    [Theory]
    [InlineData("db.internal", "example.com TXT v=spf1 include:db.internal -all")]
    [InlineData("db.internal", "example.com TXT v=spf1 a:db.internal -all")]
    [InlineData("db.internal", "example.com TXT v=spf1 mx:db.internal -all")]
    [InlineData("db.internal", "example.com TXT v=spf1 redirect=db.internal")]
    [InlineData("home.arpa", @"example.com TXT v=spf1 a:nas.\104ome.arpa -all")]
    [InlineData("db.internal", "example.com MX 10 db.internal")]
    [InlineData("db", "example.com MX 10 db")]
    [InlineData("db.internal", "s1._domainkey.example.com CNAME db.internal")]
    [InlineData("db", "s1._domainkey.example.com CNAME db")]
    [InlineData("db.internal", "_dmarc.example.com CNAME db.internal")]
    [InlineData("db.internal", "example.com CNAME db.internal")]
    public async Task Name_that_only_this_network_knows_is_not_asked_for(string name, string line)
    {
        await using var server = StubDnsServer.Start();
        server.FollowsAliases = false;
        Plant(server, name).Line(line);

        var report = await CheckAsync(server);

        Assert.DoesNotContain(server.Queries, query => query.Name == name || query.Name.EndsWith("." + name, StringComparison.Ordinal));
        AssertNothingIsTold(report);
    }

    [Theory]
    [InlineData("s1._domainkey.example.com CNAME db.internal")]
    [InlineData("s1._domainkey.example.com CNAME key.example.com", "key.example.com CNAME db.internal")]
    [InlineData("s1._domainkey.example.com CNAME db.internal", "db.internal CNAME key.example.com")]
    [InlineData("_dmarc.example.com CNAME db.internal")]
    [InlineData("example.com CNAME db.internal")]
    public async Task Answer_by_way_of_such_a_name_is_dropped(params string[] lines)
    {
        await using var server = StubDnsServer.Start();
        server.Zone.Txt("key.example.com", $"v=DKIM1; p={DnsKeys.Of2048}");
        var zone = Plant(server, "db.internal");
        foreach (var line in lines) zone.Line(line);

        var report = await CheckAsync(server);

        if (lines[0].StartsWith("s1", StringComparison.Ordinal)) Assert.Equal(DomainRemedies.DkimMissing, Assert.Single(report.Dkim[0].Findings).Remedy);
        AssertNothingIsTold(report);
    }

    [Fact]
    public async Task Text_that_is_no_key_is_not_shown()
    {
        await using var server = StubDnsServer.Start();
        server.Zone.Txt("s1._domainkey.example.com", Planted).Txt("s2._domainkey.example.com", $"h={Planted}; s={Planted}").Txt("s3._domainkey.example.com", $"v={Planted}");
        AssertNothingIsTold(await CheckAsync(server));
    }

    [Theory]
    [InlineData("_dmarc.example.com", true)]
    [InlineData("s_1._domainkey.example.com.", true)]
    [InlineData("example", false)]
    [InlineData("", false)]
    [InlineData("_dmarc.internal", false)]
    [InlineData("printer.LOCAL.", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("a.0x7f", false)]
    [InlineData(@"nas.\104ome.arpa", false)]
    public void Public_name_has_a_dot_and_could_be_registered(string name, bool isPublic) => Assert.Equal(isPublic, PublicName.Is(name));

    private static StubDnsZone Plant(StubDnsServer server, string name) =>
        server.Zone.Txt(name, Planted).Txt(name, $"v=spf1 {Planted}").Txt(name, $"v=DKIM1; p={Planted}").Txt(name, $"v=DMARC1; p={Planted}").Mx(name, 10, "floor.plan").Address(name, "192.0.2.9");

    private static void AssertNothingIsTold(DomainReport report)
    {
        var told = report.Sections.SelectMany(section => section.Records.Concat(section.Findings.Select(finding => finding.Detail ?? "")).Concat(section.Facts.Values));
        Assert.All(told, text => Assert.DoesNotContain("floor", text, StringComparison.Ordinal));
    }

    private static Task<DomainReport> CheckAsync(StubDnsServer server) => DomainCheckers
        .Create(() => [server.EndPoint], new DnsTimeouts(), TimeProvider.System)
        .CheckAsync(new DomainQuestion("example.com") { DkimSelectors = ["s1", "s2", "s3"] }, TestContext.Current.CancellationToken);
}
