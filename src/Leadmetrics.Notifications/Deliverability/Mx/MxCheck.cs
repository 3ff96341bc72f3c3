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
        foreach (var host in hosts.Where(host => host.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxHosts)) await JudgeHostAsync(dns, section, host, cancellationToken).ConfigureAwait(false);
    }

    private static async Task JudgeHostAsync(IDnsLookup dns, SectionBuilder section, string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out _))
        {
            section.Warn(DomainRemedies.MxAddress, host);
            return;
        }

        var answer = await AddressesAsync(dns, host, cancellationToken).ConfigureAwait(false);
        if (section.TellTrouble(answer, host)) return;
        if (answer.Alias is not null) section.Warn(DomainRemedies.MxAlias, host);
        if (answer.IsVoid) section.Warn(DomainRemedies.MxHostMissing, host);
    }

    private static async Task<DnsAnswer> AddressesAsync(IDnsLookup dns, string host, CancellationToken cancellationToken)
    {
        var answer = await dns.LookupAsync(host, DnsType.A, cancellationToken).ConfigureAwait(false);
        return answer.Status == DnsStatus.NoData ? await dns.LookupAsync(host, DnsType.Aaaa, cancellationToken).ConfigureAwait(false) : answer;
    }
}
