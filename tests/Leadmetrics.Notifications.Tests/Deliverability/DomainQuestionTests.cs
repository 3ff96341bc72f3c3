using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Deliverability.Dns;

namespace Leadmetrics.Notifications.Tests.Deliverability;

public sealed class DomainQuestionTests
{
    [Theory]
    [InlineData("bücher.example.com")]
    [InlineData("xn--bcher-kva.example.com")]
    [InlineData("BÜCHER.Example.COM.")]
    [InlineData("bücher。example。com")]
    public async Task Internationalised_domain_is_asked_for_in_ascii_whatever_its_form(string domain)
    {
        await using var server = StubDnsServer.Start();
        server.Zone.Txt("xn--bcher-kva.example.com", "v=spf1 ip4:192.0.2.1 -all");

        var report = await CheckAsync(server, new DomainQuestion(domain));

        Assert.Equal("xn--bcher-kva.example.com", report.Domain);
        Assert.Equal(DomainOutcome.Passed, report.Spf.Outcome);
        Assert.All(server.Queries, query => Assert.True(query.Name.EndsWith("example.com", StringComparison.Ordinal) || query.Name == "_dmarc.com", query.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("localhost")]
    [InlineData("mail.local")]
    [InlineData("db.internal")]
    [InlineData("intranet")]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    [InlineData("[192.0.2.1]")]
    [InlineData("127.1")]
    [InlineData("0x7f.1")]
    [InlineData("https://example.com")]
    [InlineData("jane@example.com")]
    [InlineData("example.com\0.internal")]
    [InlineData("exa mple.com")]
    [InlineData("a..example.com")]
    public async Task Domain_that_nobody_can_register_is_asked_for_nowhere(string domain)
    {
        await using var server = StubDnsServer.Start();
        var refused = await Assert.ThrowsAsync<DomainQuestionException>(() => CheckAsync(server, new DomainQuestion(domain)));
        Assert.Equal("domain", refused.Field);
        Assert.Equal("dkimDomain", (await Assert.ThrowsAsync<DomainQuestionException>(() => CheckAsync(server, new DomainQuestion("example.com") { DkimDomain = domain }))).Field);
        Assert.Equal("envelopeDomain", (await Assert.ThrowsAsync<DomainQuestionException>(() => CheckAsync(server, new DomainQuestion("example.com") { EnvelopeDomain = domain }))).Field);
        Assert.Empty(server.Queries);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a\\046b")]
    [InlineData("ü")]
    public async Task Selector_and_include_are_names_in_ascii(string name)
    {
        await using var server = StubDnsServer.Start();
        Assert.Equal("dkimSelectors", (await Assert.ThrowsAsync<DomainQuestionException>(() => CheckAsync(server, new DomainQuestion("example.com") { DkimSelectors = [name] }))).Field);
        Assert.Equal("spfIncludes", (await Assert.ThrowsAsync<DomainQuestionException>(() => CheckAsync(server, new DomainQuestion("example.com") { SpfIncludes = [name] }))).Field);
        Assert.Empty(server.Queries);
    }

    [Theory]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public async Task Expected_key_has_to_be_one(string key)
    {
        await using var server = StubDnsServer.Start();
        var question = new DomainQuestion("example.com") { DkimSelectors = ["s1"], DkimPublicKeys = new Dictionary<string, string> { ["s1"] = key } };
        Assert.Equal("dkimPublicKeys", (await Assert.ThrowsAsync<DomainQuestionException>(() => CheckAsync(server, question))).Field);
    }

    [Fact]
    public async Task Eleven_selectors_are_too_many()
    {
        await using var server = StubDnsServer.Start();
        await Assert.ThrowsAsync<DomainQuestionException>(() => CheckAsync(server, new DomainQuestion("example.com") { DkimSelectors = [.. Enumerable.Range(1, 11).Select(i => $"s{i}")] }));
    }

    [Fact]
    public async Task What_strangers_wrote_is_shown_printable_and_bounded()
    {
        await using var server = StubDnsServer.Start();
        server.Zone.Txt("example.com", "v=spf1 \u001b[31mred\u001b[0m\r\n\0é -all " + new string('x', 5000));

        var report = await CheckAsync(server, new DomainQuestion("example.com"));

        Assert.StartsWith("v=spf1 ?[31mred?[0m????", Assert.Single(report.Spf.Records), StringComparison.Ordinal);
        Assert.All([.. report.Spf.Records, .. report.Spf.Findings.Select(finding => finding.Detail ?? "")], text => Assert.DoesNotContain(text, c => c is < ' ' or > '~'));
        Assert.InRange(report.Spf.Records[0].Length, 1, 1003);
        Assert.All(report.Spf.Findings, finding => Assert.InRange(finding.Detail?.Length ?? 0, 0, 203));
    }

    [Fact]
    public async Task A_record_that_asks_for_very_much_is_answered_within_bounds()
    {
        await using var server = StubDnsServer.Start();
        var terms = string.Concat(Enumerable.Range(1, 700).Select(i => $" include:i{i}.example a:a{i}.example"));
        server.Zone.Txt("example.com", "v=spf1" + terms + " -all");
        for (var i = 1; i <= 700; i++) server.Zone.Txt($"i{i}.example", "v=spf1" + terms + " -all");

        var report = await CheckAsync(server, new DomainQuestion("example.com"));

        Assert.Contains(report.Spf.Findings, finding => finding.Remedy == DomainRemedies.SpfLookups);
        Assert.InRange(server.Queries.Select(query => (query.Name, query.Type)).Distinct().Count(), 1, 60);
    }

    [Fact]
    public async Task Long_name_makes_eight_questions_for_its_policy_at_most()
    {
        await using var server = StubDnsServer.Start();
        await CheckAsync(server, new DomainQuestion("a.b.c.d.e.f.g.h.i.j.k.example.com"));
        var asked = server.Queries.Where(query => query.Name.StartsWith("_dmarc.", StringComparison.Ordinal)).Select(query => query.Name).ToArray();
        Assert.Equal(["_dmarc.a.b.c.d.e.f.g.h.i.j.k.example.com", "_dmarc.g.h.i.j.k.example.com", "_dmarc.h.i.j.k.example.com", "_dmarc.i.j.k.example.com", "_dmarc.j.k.example.com", "_dmarc.k.example.com", "_dmarc.example.com", "_dmarc.com"], [asked[0], .. asked[1..]]);
        Assert.Equal(8, asked.Length);
    }

    [Fact]
    public async Task Report_ends_after_ten_seconds_whatever_was_answered_until_then()
    {
        var clock = new TimerClock();
        var check = new DomainChecker(() => new HangingLookup(), new DnsTimeouts(), clock).CheckAsync(new DomainQuestion("example.com") { DkimSelectors = ["s1"] }, TestContext.Current.CancellationToken);
        Assert.False(check.IsCompleted);
        clock.AdvanceToNext();
        Assert.All((await check).Sections, section => Assert.Equal(DomainOutcome.Unknown, section.Outcome));
        Assert.Equal(TimeSpan.FromSeconds(10), clock.Now);
    }

    [Fact]
    public async Task Caller_who_has_enough_is_not_answered()
    {
        await using var server = StubDnsServer.Start();
        server.Fault("*", StubDnsFault.Drop);
        using var enough = new CancellationTokenSource();
        var check = DomainCheckers.Create(() => [server.EndPoint], new DnsTimeouts(), TimeProvider.System).CheckAsync(new DomainQuestion("example.com"), enough.Token);
        await server.WaitForQueriesAsync(1, TestContext.Current.CancellationToken);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
    }

    private static Task<DomainReport> CheckAsync(StubDnsServer server, DomainQuestion question) =>
        DomainCheckers.Create(() => [server.EndPoint], new DnsTimeouts(), TimeProvider.System).CheckAsync(question, TestContext.Current.CancellationToken);
}
