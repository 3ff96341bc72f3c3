using System.Globalization;
using System.Net;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability.Mx;

/// <summary>Judges whether replies and bounces find a host (RFC 5321 section 5.1, RFC 7505).</summary>
internal static class MxCheck
{
    private const int MaxHosts = 10;

    /// <summary>Checks a domain's MX records and the addresses of their hosts.</summary>
    public static async Task<DomainSection> CheckAsync(IDnsLookup dns, string domain, CancellationToken cancellationToken)
    {
        var section = new SectionBuilder(domain);
        var answer = await dns.LookupAsync(domain, DnsType.Mx, cancellationToken).ConfigureAwait(false);
        if (section.TellTrouble(answer, domain)) return section.Build();
        if (answer.Status == DnsStatus.NoSuchName)
        {
            section.Fail(DomainRemedies.DomainNotFound);
            return section.Build();
        }

        var hosts = answer.Records.OrderBy(record => record.Preference).ThenBy(record => record.Value, StringComparer.Ordinal).ToArray();
        foreach (var host in hosts) section.AddRecord(string.Create(CultureInfo.InvariantCulture, $"{host.Preference} {(host.Value.Length == 0 ? "." : host.Value)}"));
        await JudgeAsync(dns, section, domain, [.. hosts.Select(host => host.Value)], cancellationToken).ConfigureAwait(false);
        return section.Build();
    }

    private static async Task JudgeAsync(IDnsLookup dns, SectionBuilder section, string domain, string[] hosts, CancellationToken cancellationToken)
    {
        if (hosts.Length == 0)
        {
            var own = await AddressesAsync(dns, domain, cancellationToken).ConfigureAwait(false);
            if (section.TellTrouble(own, domain)) return;
            if (own.IsVoid) section.Fail(DomainRemedies.MxMissing);
            else section.Warn(DomainRemedies.MxFallback);
            return;
        }

        if (Array.TrueForAll(hosts, host => host.Length == 0))
        {
            section.Fail(DomainRemedies.MxNull);
            return;
        }

        if (hosts.Contains("")) section.Warn(DomainRemedies.MxNullBeside);
        string[] named = [.. hosts.Where(host => host.Length > 0).Distinct(StringComparer.Ordinal)];
        var answers = await Task.WhenAll(named.Take(MaxHosts).Select(host => AskHostAsync(dns, host, cancellationToken))).ConfigureAwait(false);
        for (var i = 0; i < answers.Length; i++) JudgeHost(section, named[i], answers[i]);

        // What was not asked for, or not answered, may have one.
        if (named.Length <= MaxHosts && Array.TrueForAll(answers, answer => answer is null or { IsVoid: true })) section.Fail(DomainRemedies.MxNoHost);
    }

    private static void JudgeHost(SectionBuilder section, string host, DnsAnswer? answer)
    {
        if (answer is null) section.Warn(DomainRemedies.MxAddress, host);
        else if (!section.TellTrouble(answer, host))
        {
            if (answer.Alias is not null) section.Warn(DomainRemedies.MxAlias, host);
            if (answer.IsVoid) section.Warn(DomainRemedies.MxHostMissing, host);
        }
    }

    /// <summary>A host's addresses; <see langword="null"/>: it is an address itself, which is no name to ask for.</summary>
    private static async Task<DnsAnswer?> AskHostAsync(IDnsLookup dns, string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out _) ? null : await AddressesAsync(dns, host, cancellationToken).ConfigureAwait(false);

    private static async Task<DnsAnswer> AddressesAsync(IDnsLookup dns, string host, CancellationToken cancellationToken)
    {
        var answer = await dns.LookupAsync(host, DnsType.A, cancellationToken).ConfigureAwait(false);
        return answer.Status == DnsStatus.NoData ? await dns.LookupAsync(host, DnsType.Aaaa, cancellationToken).ConfigureAwait(false) : answer;
    }
}
