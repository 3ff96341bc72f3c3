using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Deliverability;

/// <summary>Domains as they are met, asked for by UDP and TCP: each has exactly the findings that it should.</summary>
public sealed class DomainCorpusTests
{
    internal static readonly DomainCase[] Cases = [.. SpfCases.All, .. DkimCases.All, .. DmarcCases.All, .. MxCases.All];

    private static readonly DnsTimeouts Short = new() { Try = TimeSpan.FromMilliseconds(100), Question = TimeSpan.FromMilliseconds(300), Report = TimeSpan.FromMilliseconds(600) };

    public static TheoryData<string> Names => new(Cases.Select(domain => domain.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Domain_has_these_findings_and_no_others(string name)
    {
        var domain = Cases.Single(domain => domain.Name == name);
        var report = await CheckAsync(domain);

        Assert.Equal(domain.Expected.Order(StringComparer.Ordinal), Found(report).Order(StringComparer.Ordinal));
        if (domain.Spf is { } outcome) Assert.Equal(outcome, report.Spf.Outcome);
        AssertOutcomes(report);
    }

    [Fact]
    public void Every_code_is_found_in_some_domain()
    {
        var codes = typeof(DomainRemedies).GetProperties().Select(property => ((Remedy)property.GetValue(null)!).Code);
        var met = Cases.SelectMany(domain => domain.Expected).Select(found => found.Split(' ')[1]);
        Assert.Empty(codes.Except(met));
    }

    internal static async Task<DomainReport> CheckAsync(DomainCase domain)
    {
        await using var server = StubDnsServer.Start();
        domain.WriteTo(server.Zone);
        if (domain.Fault is var (faulty, fault)) server.Fault(faulty, fault);
        var resolver = domain.IsUnreachable ? DomainCase.Nobody : server.EndPoint;
        return await DomainCheckers.Create(() => [resolver], domain.RunsOut ? Short : new DnsTimeouts(), TimeProvider.System).CheckAsync(domain.Question, TestContext.Current.CancellationToken);
    }

    internal static IEnumerable<string> Found(DomainReport report)
    {
        (string Name, DomainSection Section)[] sections = [("spf", report.Spf), .. report.Dkim.Select(section => ("dkim", section)), ("dmarc", report.Dmarc), ("mx", report.Mx)];
        return from part in sections
               from finding in part.Section.Findings
               select $"{part.Name} {finding.Remedy.Code}{(finding.Detail is null ? "" : " " + finding.Detail)}";
    }

    private static void AssertOutcomes(DomainReport report) => Assert.All(report.Sections, section =>
    {
        var worst = section.Findings.Select(finding => (FindingSeverity?)finding.Severity).Max() ?? FindingSeverity.Advice;
        Assert.Equal(
            worst switch
            {
                FindingSeverity.Failure => DomainOutcome.Failed,
                FindingSeverity.Unknown => DomainOutcome.Unknown,
                FindingSeverity.Warning => DomainOutcome.Warning,
                _ => DomainOutcome.Passed,
            },
            section.Outcome);
    });
}
