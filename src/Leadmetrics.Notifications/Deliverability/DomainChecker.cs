using Leadmetrics.Notifications.Deliverability.Dkim;
using Leadmetrics.Notifications.Deliverability.Dmarc;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Notifications.Deliverability.Mx;
using Leadmetrics.Notifications.Deliverability.Spf;

namespace Leadmetrics.Notifications.Deliverability;

/// <summary>Asks for all sections at once, so that one name that is slow to be answered does not use up the others' time.</summary>
/// <param name="dns">Makes a report's lookup.</param>
/// <param name="timeouts">How long it may take.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class DomainChecker(Func<IDnsLookup> dns, DnsTimeouts timeouts, TimeProvider timeProvider) : IDomainChecker
{
    public async Task<DomainReport> CheckAsync(DomainQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var asked = CheckedQuestion.Of(question);
        using var over = new CancellationTokenSource(timeouts.Report, timeProvider);
        var lookup = new ReportLookup(dns(), over.Token);
        var signs = asked.Selectors.Count > 0 ? asked.DkimDomain : null;
        var spf = SpfCheck.CheckAsync(lookup, asked.EnvelopeDomain ?? asked.Domain, asked.EnvelopeDomain is not null, asked.Includes, cancellationToken);
        var dkim = Task.WhenAll(asked.Selectors.Select(selector => DkimCheck.CheckAsync(lookup, asked.DkimDomain, selector, asked.Keys.GetValueOrDefault(selector), cancellationToken)));
        var dmarc = DmarcCheck.CheckAsync(lookup, asked.Domain, signs, asked.EnvelopeDomain, cancellationToken);
        var mx = MxCheck.CheckAsync(lookup, asked.Domain, cancellationToken);
        await Task.WhenAll(spf, dkim, dmarc, mx).ConfigureAwait(false);
        return new DomainReport(asked.Domain)
        {
            Spf = await spf.ConfigureAwait(false),
            Dkim = asked.Selectors.Count > 0 ? await dkim.ConfigureAwait(false) : [DkimCheck.NotAsked(asked.DkimDomain)],
            Dmarc = await dmarc.ConfigureAwait(false),
            Mx = await mx.ConfigureAwait(false),
        };
    }
}
